import { RefusalError, refuseShared } from '@awrach/subgraph';
import type { FastifyInstance } from 'fastify';
import { compose } from '../../src/composition/compose.ts';
import { subgraphOf } from '../../src/composition/subgraph.ts';
import { type GatewaySettings, openGateway } from '../../src/gateway.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { registerSdl, totalsSdl } from './schemas.ts';
import { quiet, type RunningSubgraph, startSubgraph, type TestContext } from './subgraph.ts';

/** The totals of a test: its head moves when the test says so. */
interface TestTotals {
  version: string;
  completeTo: string | null;
  /** Versions asked of `/version`, with the receipts. */
  readonly asked: string[][];
  /** Versions that totals does not hold any longer. */
  readonly gone: Set<string>;
  /** What a version becomes when receipts are asked for; undefined: they do not arrive in time. */
  withReceipts: string | undefined;
  /** Whether `/version` waits for the receipts it is asked for until this is over. */
  waiting: Promise<void> | undefined;
  /** Whether the head is told as a stream. */
  silent: boolean;
  /** How long an answer takes, in milliseconds. */
  slow: number;
  /** Answers under way, and the most that were so at once. */
  underWay: number;
  mostAtOnce: number;
  /** Whether `untold` fails. */
  untold: boolean;
}

/** The register of a test: its head is the state that it answers from. */
interface TestRegister {
  head: string;
  /** Whether the head is told as a stream. */
  silent: boolean;
  /** How long its state takes to be told once it was read, in milliseconds. */
  slow: number;
  /** Answers under way. */
  underWay: number;
  /** How many bodies there are beside the usual two; their ids are long. */
  more: number;
}

export interface World {
  readonly address: string;
  readonly issuer: Issuer;
  readonly register: RunningSubgraph;
  readonly totals: RunningSubgraph;
  readonly figures: TestTotals;
  readonly entries: TestRegister;
  /** Sends any request to the gateway. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Asks the gateway. */
  ask(query: string, more?: Asking): Promise<Asked>;
  /** Another gateway beside the first, at the same address. @returns what closes it */
  besideGateway(): Promise<() => Promise<void>>;
  stopGateway(): Promise<void>;
  /** Another gateway takes the place of this one, at the same address. */
  restartGateway(): Promise<void>;
  stop(): Promise<void>;
}

export interface Asking {
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks wherever it wants into what it asked for
  readonly body: { readonly data?: any; readonly errors?: any[]; readonly extensions?: unknown };
}

interface Elsewhere {
  /** Where the gateway believes the register to be, instead of where it is. */
  readonly registerUrl?: string;
}

/** Limits that no test comes near which is not about them. */
export const manyMayWatch: GatewaySettings['liveLimits'] = {
  all: 1_000,
  perIdentity: 1_000,
  operations: 1_000,
  operationsPerIdentity: 1_000,
  heartbeatMs: 12_000,
};

/** One gateway before two small subgraphs, all on real HTTP. */
export async function startWorld(settings: Partial<GatewaySettings> & Elsewhere = {}): Promise<World> {
  const issuer = await startIssuer();
  const figures: TestTotals = {
    version: '1.7',
    completeTo: '2026-01-31T09:30:00.000000Z',
    asked: [],
    gone: new Set(),
    withReceipts: '1.8',
    waiting: undefined,
    silent: false,
    slow: 0,
    underWay: 0,
    mostAtOnce: 0,
    untold: false,
  };
  const entries: TestRegister = { head: 'a', silent: false, slow: 0, underWay: 0, more: 0 };
  const register = await startSubgraph({
    sdl: registerSdl,
    resolvers: [
      registerResolvers,
      { Query: { bodies: () => bodiesOf(entries), state: () => stateOf(entries) } },
    ],
    identity: issuer.settings,
    beside: (door) => tellHead(door, () => (entries.silent ? undefined : { head: entries.head })),
  });
  const totals = await startTotals(figures, issuer);

  const composed = compose([subgraphOf('partner', registerSdl), subgraphOf('totals', totalsSdl)]);
  if ('faults' in composed) throw new Error(composed.faults.join('\n'));
  const open = (port: number) =>
    openGateway({
      supergraphSdl: composed.supergraphSdl,
      addresses: { partner: settings.registerUrl ?? register.url, totals: totals.url },
      identity: issuer.settings,
      corsOrigins: '',
      subgraphTimeoutMs: 2_000,
      receiptTimeoutMs: 500,
      keptBytes: 0,
      liveLimits: manyMayWatch,
      host: '127.0.0.1',
      log: quiet,
      ...settings,
      port,
    });
  let gateway = await open(0);
  const { address } = gateway;
  const send = (path: string, init?: RequestInit) => fetch(`${address}${path}`, init);
  return {
    address,
    issuer,
    register,
    totals,
    figures,
    entries,
    send,
    async ask(query, { headers = {}, variables } = {}) {
      const response = await send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Asked['body'] /* the test says what it expects */,
      };
    },
    besideGateway: async () => (await open(Number(new URL(address).port))).close,
    stopGateway: () => gateway.close(),
    async restartGateway() {
      await gateway.close();
      gateway = await open(Number(new URL(address).port));
    },
    async stop() {
      await gateway.close();
      await Promise.allSettled([register.stop(), totals.stop()]);
      issuer.stop();
    },
  };
}

/** A receipt looks like those of the real services: base64url of what was written. */
export const receiptFor = (version: number): string =>
  Buffer.from(
    JSON.stringify([['awrach.partner.partner', '0198f000-0000-7000-8000-000000000001', version]]),
  ).toString('base64url');

const bodies = [
  { id: 'a', name: 'Atlas', provinceCode: '05.301' },
  { id: 'b', name: 'Bouregreg', provinceCode: '05.301' },
];
const bodyFields = {
  province: (body: { provinceCode: string }) => ({ __typename: 'Province', code: body.provinceCode }),
};

const bodiesOf = ({ more }: TestRegister) => [
  ...bodies,
  ...Array.from({ length: more }, (_, i) => ({
    id: `body-${i}`.padEnd(400, '-'),
    name: `Body ${i}`,
    provinceCode: '05.301',
  })),
];

async function stateOf(entries: TestRegister): Promise<string> {
  const { head, slow } = entries;
  entries.underWay++;
  if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
  entries.underWay--;
  return head;
}

let entered = 0;
const registerResolvers = {
  Query: {
    whoAsks: (_: unknown, __: unknown, { caller }: TestContext) => caller?.role ?? 'nobody',
    ledger: () => 'for the province alone',
    stumble: () => {
      throw new TypeError('select * from secret at /srv/awrach/bodies.ts');
    },
  },
  Mutation: {
    enterBody: (
      _: unknown,
      { input }: { input: { name: string; province: string } },
      context: TestContext,
    ) => {
      if (input.name === 'nobody') throw new RefusalError(refuseShared('text.empty', 'name'));
      const receipt = receiptFor(++entered);
      context.receipts.push(receipt);
      return { receipt, body: { id: 'c', name: input.name, provinceCode: input.province } };
    },
  },
  Body: {
    ...bodyFields,
    __resolveReference: ({ id }: { id: string }) => bodies.find((body) => body.id === id),
  },
  Province: { bodies: () => bodies },
};

/** `GET /head`, as services have it. @param head what is told now; undefined: nothing */
export function tellHead(door: FastifyInstance, head: () => object | undefined): void {
  door.get('/head', (_request, reply) => {
    const { raw } = reply.hijack();
    raw.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const tell = () => {
      const told = head();
      if (told) raw.write(`${JSON.stringify(told)}\n`);
    };
    tell();
    const beat = setInterval(tell, 20);
    raw.on('close', () => clearInterval(beat));
  });
}

async function startTotals(figures: TestTotals, issuer: Issuer): Promise<RunningSubgraph> {
  const atVersion = async (_: unknown, __: unknown, { headers }: TestContext) => {
    figures.mostAtOnce = Math.max(figures.mostAtOnce, ++figures.underWay);
    if (figures.slow > 0) await new Promise((resolve) => setTimeout(resolve, figures.slow));
    figures.underWay--;
    const version = String(headers['awrach-totals-version']);
    if (figures.gone.has(version)) throw new RefusalError({ refused: 'totals.version-gone' });
    return { version, completeTo: headers['awrach-complete-to'] ?? null };
  };
  return startSubgraph({
    sdl: totalsSdl,
    identity: issuer.settings,
    resolvers: {
      Mutation: { note: () => 1 },
      Programme: { totals: atVersion, targetJobs: () => 250_000 },
      Region: { totals: atVersion },
      Province: { totals: atVersion },
      Totals: {
        untold: () => {
          if (figures.untold) throw new RefusalError(refuseShared('text.empty', 'untold'));
          return 'told';
        },
      },
      Body: {
        jobs: (_: unknown, __: unknown, { headers }: TestContext) =>
          Number(String(headers['awrach-totals-version']).split('.')[1]),
      },
    },
    beside: (door) => {
      tellHead(door, () =>
        figures.silent ? undefined : { version: figures.version, completeTo: figures.completeTo },
      );
      const versionWith = async (including: string[]) => {
        figures.asked.push(including);
        if (including.length === 0) return { version: figures.version };
        await figures.waiting;
        if (figures.withReceipts !== undefined) return { version: figures.withReceipts };
        throw new RefusalError(refuseShared('receipt.timeout', 'including'));
      };
      door.get('/version', () => versionWith([]));
      door.post<{ Body: { including: string[] } }>('/version', ({ body }) => versionWith(body.including));
    },
  });
}
