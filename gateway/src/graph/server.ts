import type { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import {
  type Formatter,
  formRefused,
  type Logger,
  limitsOfClients,
  quietPlugins,
  RefusalError,
  type Verify,
} from '@awrach/subgraph/gateway';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { graphPath } from '../kept/asked.ts';
import { judged } from '../kept/judged.ts';
import type { Keepable } from '../kept/keepable.ts';
import type { Kept } from '../kept/kept.ts';
import { showWhatIsKept } from '../kept/route.ts';
import { prefersStream } from '../live/accept.ts';
import type { Limits } from '../live/limits.ts';
import { openLive } from '../live/live.ts';
import { type Observing, observed, observedStraight } from '../live/observed.ts';
import type { Source } from '../subgraph/source.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import { type Ahead, carriedOutAhead } from './ahead.ts';
import { contentTypesOfAnswers } from './content-types.ts';
import { gatewayErrors } from './errors.ts';
import { atOneMoment, theOneAsked } from './operation.ts';
import { documents, persistedQueries } from './stores.ts';
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
  const observing: Observing = new WeakMap();
  let straight: AnswerStraight | undefined;
  let straightForWatchers: AnswerStraight | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema: schema }) => {
    const ways = { schema, wayOf: waysThrough(schema, reach, keepable), sources, totals, formatError };
    straight = straightAnswers({ ...ways, kept });
    straightForWatchers = straightAnswers({ ...ways, kept: observedStraight(observing) });
  });
  let ahead: Ahead | undefined;
  const apollo = new ApolloServer<GatewayContext>({
    gateway: {
      load: async (options) => {
        const { executor } = await gateway.load(options);
        const once = judged(atOneMoment(executor, totals), keepable, kept);
        ahead = carriedOutAhead(theOneAsked(observed(once, keepable, observing)));
        return { executor: ahead.executor };
      },
      onSchemaLoadOrUpdate: (hear) => gateway.onSchemaLoadOrUpdate(hear),
      stop: () => gateway.stop(),
    },
    introspection: true,
    parseOptions: { maxTokens: limitsOfClients.tokens },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: { cache: persistedQueries() },
    documentStore: documents(),
    // The guard is for cookies, of which there are none here: a token must be put into a header by who asks, and
    // mutations are refused over GET.
    csrfPrevention: false,
    formatError,
    logger: log,
    plugins: [...quietPlugins.map((plugin) => plugin()), { requestDidStart: async () => ahead?.listener }],
  });
  await apollo.start();
  const live = openLive({
    apollo,
    straight: async (body, context) => straightForWatchers?.(body, context),
    observing,
    totals,
    formatter,
    limits: parts.liveLimits,
    log,
  });
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
    exposeHeadRoute: false,
    ...showWhatIsKept(kept, totals),
    // A token that does not verify is refused here, with 401, even where nobody needs one.
    preHandler: async (request, reply) => {
      request.caller = await verify(request.headers.authorization);
      const refusal = formRefused(request, limitsOfClients);
      if (refusal) throw new RefusalError(refusal);
      if (!prefersStream(request.headers.accept)) return;
      live.answer(request, reply);
      // Until this has been answered nothing else is to answer it.
      return reply;
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
