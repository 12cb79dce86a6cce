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
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import { gatewayErrors } from './errors.ts';
import { atOneMoment } from './operation.ts';

export interface GraphParts {
  readonly gateway: ApolloGateway;
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
  const { formatter, gateway, keepable, kept, log, totals, verify } = parts;
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
    formatError: gatewayErrors(formatter),
    logger: log,
    plugins: quietPlugins.map((plugin) => plugin()),
  });
  await apollo.start();
  const live = openLive({ apollo, observing, totals, formatter, limits: parts.liveLimits, log });
  door.addHook('preClose', async () => live.stop());

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
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => ({
        scope: request.scope,
        caller: request.caller,
        forwarded: forwardedOf(request),
        moment: momentOf(totals, []),
      }),
    }),
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
