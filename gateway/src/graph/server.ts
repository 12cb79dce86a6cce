import type { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { type Formatter, type Logger, quietPlugins, type Verify } from '@awrach/subgraph/gateway';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { graphPath } from '../kept/asked.ts';
import type { Keepable } from '../kept/keepable.ts';
import type { Kept } from '../kept/kept.ts';
import { judged } from '../kept/operation.ts';
import { persistedQueries } from '../kept/persisted.ts';
import { showWhatIsKept } from '../kept/route.ts';
import { prefersStream } from '../live/accept.ts';
import type { Limits } from '../live/limits.ts';
import { openLive } from '../live/live.ts';
import { type Observing, observed } from '../live/operation.ts';
import type { Source } from '../subgraph/source.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import { contentTypesOfAnswers } from './content-types.ts';
import { gatewayErrors } from './errors.ts';
import { atOneMoment } from './operation.ts';
import type { Reach } from './straight/reach.ts';
import { type AnswerStraight, straightAnswers } from './straight/straight.ts';
import { waysThrough } from './straight/ways.ts';

interface GraphParts {
  readonly gateway: ApolloGateway;
  readonly reach: Reach;
  readonly sources: ReadonlyMap<string, Source>;
  readonly totals: TotalsHead;
  readonly kept: Kept;
  readonly keepable: Keepable;
  readonly liveLimits: Limits;
  readonly verify: Verify;
  readonly formatter: Formatter;
  readonly log: Logger;
}

/** Serves the graph at `/graphql`: POST, and GET for queries. */
export async function serveGraph(
  door: FastifyInstance,
  parts: GraphParts,
): Promise<{ stop(): Promise<void> }> {
  const { formatter, gateway, keepable, kept, log, reach, sources, totals, verify } = parts;
  const formatError = gatewayErrors(formatter);
  let straight: AnswerStraight | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema: schema }) => {
    const wayOf = waysThrough(schema, reach, keepable);
    straight = straightAnswers({ schema, wayOf, sources, totals, kept, formatError });
  });
  const observing: Observing = new WeakMap();
  const apollo = new ApolloServer<GatewayContext>({
    gateway: {
      load: async (options) => {
        const { executor } = await gateway.load(options);
        const once = judged(atOneMoment(executor, totals), keepable, kept);
        return { executor: observed(once, keepable, observing) };
      },
      onSchemaLoadOrUpdate: (hear) => gateway.onSchemaLoadOrUpdate(hear),
      stop: () => gateway.stop(),
    },
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: { cache: persistedQueries() },
    // The guard is for cookies, of which there are none here: a token must be put into a header by who asks, and
    // mutations are refused over GET.
    csrfPrevention: false,
    formatError,
    logger: log,
    plugins: quietPlugins.map((plugin) => plugin()),
  });
  await apollo.start();
  const live = openLive({ apollo, observing, totals, formatter, limits: parts.liveLimits, log });
  door.addHook('preClose', async () => live.stop());

  const contextOf = (request: FastifyRequest): GatewayContext => ({
    scope: request.scope,
    caller: request.caller,
    forwarded: forwardedOf(request),
    moment: momentOf(totals, []),
  });
  const plan = fastifyApolloHandler(apollo, { context: async (request) => contextOf(request) });
  const contentTypes = contentTypesOfAnswers();

  door.decorateRequest('caller');
  door.route({
    method: ['GET', 'POST'],
    url: graphPath,
    ...showWhatIsKept(kept, totals),
    // A token that does not verify is refused here, with 401, even where nobody needs one.
    preHandler: async (request, reply) => {
      request.caller = await verify(request.headers.authorization);
      if (prefersStream(request.headers.accept)) live.answer(request, reply);
    },
    async handler(request, reply) {
      const type = request.method === 'POST' ? contentTypes.known(request) : undefined;
      const bytes = type && (await straight?.(request.body, contextOf(request)));
      if (bytes) return reply.headers({ 'cache-control': 'no-store', 'content-type': type }).send(bytes);
      const answer = await plan.call(this, request, reply);
      contentTypes.learn(request, reply);
      return answer;
    },
  });
  return apollo;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: GatewayContext['caller'];
  }
}

function forwardedOf({ headers, scope }: FastifyRequest): Record<string, string> {
  const { 'accept-language': language, authorization } = headers;
  return {
    'x-request-id': scope.requestId,
    ...(language === undefined ? {} : { 'accept-language': language }),
    ...(authorization === undefined ? {} : { authorization }),
  };
}
