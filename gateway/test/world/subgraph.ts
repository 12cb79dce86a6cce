import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import {
  type Caller,
  formatter,
  openDoor,
  openLog,
  quietPlugins,
  type Resolvers,
  receiptsHeader,
  subgraphSchema,
  type TokenSettings,
  tokenVerifier,
} from '@awrach/subgraph';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';

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

export const quiet = openLog('test', 'silent');

/** A small subgraph on real HTTP, with the door, schema tools and words of the real ones. */
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
  const apollo = new ApolloServer<TestContext>({
    schema: subgraphSchema(parts.sdl, [parts.resolvers].flat()),
    formatError: words.formatError,
    persistedQueries: false,
    plugins: [
      ...quietPlugins.map((plugin) => plugin()),
      {
        async requestDidStart() {
          return {
            async willSendResponse({ contextValue, response }) {
              if (contextValue.receipts.length > 0)
                response.http.headers.set(receiptsHeader, contextValue.receipts.join(','));
            },
          };
        },
      },
    ],
  });
  await apollo.start();
  const door = openDoor({
    log: quiet,
    formatter: words,
    metrics: new Registry(),
    missing: () => [],
    bodyLimit: 2_000_000,
  });
  const fetches: RunningSubgraph['fetches'] = [];
  const verify = tokenVerifier(parts.identity);
  door.post<{ Body: { query: string; variables?: Record<string, unknown> } }>(
    '/graphql',
    {
      preHandler: async (request) => {
        fetches.push({ headers: request.headers, ...request.body });
      },
    },
    fastifyApolloHandler(apollo, {
      context: async (request) => ({
        headers: request.headers,
        receipts: [],
        caller: await verify(request.headers.authorization),
      }),
    }) as never /* the handler does not mind what the body is typed as */,
  );
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
