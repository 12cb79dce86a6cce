import type { IncomingHttpHeaders } from 'node:http';
import {
  type Caller,
  formatter,
  openDoor,
  openLog,
  type Resolvers,
  subgraphSchema,
  type TokenSettings,
  tokenVerifier,
} from '@awrach/subgraph';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { serveGraphql } from '../../../packages/subgraph/src/http/graphql.ts';
import { subgraphBodyLimit } from '../../../packages/subgraph/src/http/limits.ts';

/** What a resolver of a test's subgraph has. */
export interface TestContext {
  readonly headers: IncomingHttpHeaders;
  readonly receipts: string[];
  readonly caller: Caller | undefined;
}

export interface RunningSubgraph {
  readonly url: string;
  /** Headers and body of each fetch that came in, the first first. */
  readonly fetches: {
    readonly headers: IncomingHttpHeaders;
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>>;
  }[];
  stop(): Promise<void>;
}

type Fetched = Pick<RunningSubgraph['fetches'][number], 'query' | 'variables'>;
type ServedContext = Parameters<typeof serveGraphql>[1]['context'];

export const quiet = openLog('test', 'silent');

/** A small subgraph on real HTTP, with the door, the limits, the schema tools and the words of the real ones. */
export async function startSubgraph(parts: {
  readonly sdl: string;
  readonly resolvers: Resolvers | readonly Resolvers[];
  readonly identity: TokenSettings;
  readonly beside?: (door: FastifyInstance) => void;
}): Promise<RunningSubgraph> {
  const words = formatter(
    {
      'totals.version-gone': { code: 'VERSION_GONE' as never, en: 'Gone.', fr: 'Partie.', ar: 'ذهبت.' },
    },
    () => {},
  );
  const door = openDoor({
    log: quiet,
    formatter: words,
    metrics: new Registry(),
    missing: () => [],
    bodyLimit: subgraphBodyLimit,
  });
  const fetches: RunningSubgraph['fetches'] = [];
  door.addHook('preHandler', async ({ body, headers, url }) => {
    if (url === '/graphql') fetches.push({ headers, ...(body as Fetched) }); // the gateway's own form
  });
  const verify = tokenVerifier(parts.identity);
  const context = async ({ headers }: FastifyRequest): Promise<TestContext> => ({
    headers,
    receipts: [],
    caller: await verify(headers.authorization),
  });
  const apollo = await serveGraphql(door, {
    schema: subgraphSchema(parts.sdl, [parts.resolvers].flat()),
    formatter: words,
    log: quiet,
    context: context as unknown as ServedContext, // resolvers of tests need no more of it
  });
  parts.beside?.(door);
  const address = await door.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${address}/graphql`,
    fetches,
    stop: async () => {
      door.server.closeAllConnections();
      await door.close();
      await apollo.stop();
    },
  };
}
