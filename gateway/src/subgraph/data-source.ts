import type { GraphQLDataSource } from '@apollo/gateway';
import { type Formatter, receiptsHeader } from '@awrach/subgraph/gateway';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../refusals.ts';
import { TotalsRefused } from '../totals/head.ts';
import { type GraphqlBody, graphqlBody } from './body.ts';
import { type Answer, type Connection, NoAnswer } from './connection.ts';
import type { Fetch, StandIn } from './stand-in.ts';

export interface DataSourceParts {
  /** The subgraph's name. */
  readonly name: string;
  readonly connection: Connection;
  readonly formatter: Formatter;
  /** Loaded when it is first needed. */
  readonly standIn: () => Promise<StandIn>;
  /** Hears of every fetch: how it went and how long it took, in seconds. */
  readonly fetched: (outcome: 'answered' | 'refused' | 'unanswered', seconds: number) => void;
}

type Process = GraphQLDataSource<GatewayContext>['process'];

/**
 * How the gateway fetches from one subgraph. It replaces Apollo's `RemoteGraphQLDataSource` as a whole: that one throws
 * away the body of any answer that is not 2xx, puts the subgraph's address and a stack into the error, and knows no
 * stand-in for a subgraph that is down.
 */
export function subgraphDataSource(parts: DataSourceParts): GraphQLDataSource<GatewayContext> {
  const { connection, formatter, name } = parts;

  const process: Process = async (options) => {
    if (options.kind !== 'incoming operation') throw new Error(`${name} is not asked for its schema`);
    const { request, context } = options;
    const { query = '', variables = {} } = request;
    const fetch: Fetch = { query, variables };
    const began = performance.now();
    const told = (outcome: Parameters<typeof parts.fetched>[0]) =>
      parts.fetched(outcome, (performance.now() - began) / 1_000);
    try {
      const moment = name === 'totals' ? await momentHeaders(context) : {};
      const answer = await connection.post(JSON.stringify(fetch), { ...context.forwarded, ...moment });
      if (isWrite(query)) context.moment.wrote(receiptsOf(answer));
      const body = graphqlBody(answer);
      if (!body) throw new NoAnswer(`answered ${answer.status} without a GraphQL body`);
      told(body.errors ? 'refused' : 'answered');
      return answered(body);
    } catch (error) {
      if (error instanceof TotalsRefused) {
        told('refused');
        return answered(await (await parts.standIn())(fetch, error.refusal));
      }
      if (!(error instanceof NoAnswer)) throw error;
      told('unanswered');
      const write = isWrite(query);
      if (write) context.moment.wrote([]);
      const refusal = formatter.word(refuse(write ? 'service.outcome-unknown' : 'service.unavailable'));
      return answered(await (await parts.standIn())(fetch, refusal));
    }
  };
  return { process };
}

/** Tells totals at which version this operation is answered. */
async function momentHeaders({ moment }: GatewayContext): Promise<Record<string, string>> {
  const { version, completeTo } = await moment.fixed();
  return {
    'awrach-totals-version': version,
    ...(completeTo === null ? {} : { 'awrach-complete-to': completeTo }),
  };
}

/** The planner prints each fetch's operation with its kind in front. */
const isWrite = (query: string): boolean => query.startsWith('mutation');

function receiptsOf({ headers }: Answer): string[] {
  const told = headers[receiptsHeader];
  return typeof told === 'string' ? told.split(',').map((receipt) => receipt.trim()) : [];
}

/** Nothing else of a subgraph's answer goes further, its extensions neither. */
const answered = ({ data, errors }: GraphqlBody) => ({
  ...(data === undefined ? {} : { data }),
  ...(errors === undefined ? {} : { errors }),
});
