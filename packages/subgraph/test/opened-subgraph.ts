import { setTimeout } from 'node:timers/promises';
import { type StateOf, type ThingContract, type ThingState, validateRead } from '@awrach/contracts';
import { freshDatabase } from '@awrach/local';
import type { Received } from '@awrach/messaging';
import {
  type Caller,
  enterRequest,
  formatter,
  type RequestScope,
  type ServiceParts,
  subgraphSchema,
  unitOfWork,
} from '@awrach/subgraph';
import type { FastifyRequest } from 'fastify';
import { type GraphQLFormattedError, graphql } from 'graphql';
import type { DataSource } from 'typeorm';
import { contextMaker } from '../src/context-maker.ts';
import { openDatabase } from '../src/database/database.ts';
import type { Messaging } from '../src/messaging.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has just asked for
  readonly data: any;
  /** As clients see them. */
  readonly errors: readonly GraphQLFormattedError[];
  /** Rules that refused, in the order of the fields. */
  readonly rules: readonly unknown[];
}

/** A service as it answers and reacts, on a database of its own: all of it but the door and Kafka. */
export interface OpenedSubgraph extends AsyncDisposable {
  readonly database: DataSource;
  /** What was reported as a fault of ours; a test that expects none looks here. */
  readonly faults: unknown[];
  ask(caller: Caller | undefined, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Takes these in as the newest of their things, in one transaction, as the consumer does. */
  take(...batch: readonly Received[]): Promise<void>;
  /** Takes these in, and begins something else a good while before that is committed: the two are under way at the same instant. */
  takeDuring<Other>(batch: readonly Received[], other: () => Promise<Other>): Promise<Other>;
  /** Events that were recorded of a thing, or of all, the oldest first: `opened`, and the state told. */
  told(
    thing?: string,
  ): Promise<readonly { readonly event: string; readonly data: Record<string, unknown> }[]>;
}

/** Long enough for a transaction to reach the row that another one holds, in milliseconds. */
const aWhile = 300;

/** Nobody listens, and nothing has to be waited for. */
const alone: Messaging = {
  ready: async () => undefined,
  wake: () => undefined,
  holding: async () => undefined,
  until: (ask) => ask(),
  stop: async () => undefined,
};

export async function openSubgraph(parts: ServiceParts): Promise<OpenedSubgraph> {
  const fresh = await freshDatabase(`${parts.name}_test`);
  const database = await openDatabase({
    url: fresh.url,
    applicationName: `${parts.name}-test`,
    entities: parts.entities,
    migrations: parts.migrations,
  });
  const faults: unknown[] = [];
  const words = formatter(parts.refusals, (error) => faults.push(error));
  const schema = subgraphSchema(parts.sdl, parts.resolvers);
  const contextOf = (asking: Caller | undefined) =>
    contextMaker({
      database,
      constraints: parts.constraints ?? {},
      verify: async () => asking,
      extend: undefined,
      messaging: alone,
    });

  return {
    database,
    faults,
    ask: (caller, query, variables = {}) =>
      within({ requestId: 'test', language: 'en' }, async (scope) => {
        // The context reads the headers and the request's own scope, nothing else of it.
        const request = { headers: {}, scope } as unknown as FastifyRequest;
        const contextValue = await contextOf(caller)(request);
        const answer = await graphql({ schema, source: query, variableValues: variables, contextValue });
        const errors = (answer.errors ?? []).map((error) => words.formatError(error.toJSON(), error));
        return { data: answer.data, errors, rules: errors.map(({ extensions }) => extensions.rule) };
      }),
    async take(...batch) {
      await database.transaction(async (manager) => parts.apply?.(unitOfWork(manager, {}), batch, [], 0));
    },
    async takeDuring(batch, other) {
      const { begun } = await database.transaction(async (manager) => {
        await parts.apply?.(unitOfWork(manager, {}), batch, [], 0);
        const begun = other();
        begun.catch(() => undefined); // It is awaited below, after the commit.
        await setTimeout(aWhile);
        return { begun };
      });
      return begun;
    },
    async told(thing) {
      const rows: { type: string; payload: Record<string, unknown> }[] = await database.query(
        'select type, payload from event where $1::text is null or aggregateid = $1 order by seq',
        [thing ?? null],
      );
      return rows.map(({ type, payload }) => ({ event: type.split('.').at(-2) ?? '', data: payload }));
    },
    async [Symbol.asyncDispose]() {
      await database.destroy();
      await fresh.drop();
    },
  };
}

const within = <Result>(
  scope: RequestScope,
  work: (scope: RequestScope) => Promise<Result>,
): Promise<Result> =>
  new Promise((resolve, reject) => enterRequest(scope, () => work(scope).then(resolve, reject)));

/** Another service's thing as it stands now. @throws Error when its state breaks the contract */
export function received<Contract extends ThingContract>(
  contract: Contract,
  data: StateOf<Contract> & ThingState,
): Received {
  const faults = validateRead(contract, data);
  if (faults.length > 0)
    throw new Error(`The test's ${contract.thing} breaks its contract: ${faults.join('; ')}`);
  return {
    contract,
    topic: contract.topic,
    partition: 0,
    offset: data.version,
    thing: data.id,
    version: data.version,
    recordedAt: data.recordedAt,
    data,
    fresh: true,
  };
}

/** A caller with a verified token. */
export const caller = (role: Caller['role'], more: Partial<Caller> = {}): Caller => ({
  subject: `test:${role}:${more.province ?? ''}`,
  role,
  token: 'verified',
  ...more,
});
