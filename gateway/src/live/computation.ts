import { type ApolloServer, HeaderMap } from '@apollo/server';
import { enterRequest, type RequestScope, type WordedRefusal } from '@awrach/subgraph/gateway';
import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import type { Observed, Observing } from './observed.ts';
import type { Computed } from './watched.ts';

export interface CarryingOut {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly observing: Observing;
  readonly totals: TotalsHead;
}

/**
 * Carries out what a request asks, as if it came again.
 * @param authorization in whose name; nobody's if undefined
 * @param forAll called when the answer was seen to be the same for everybody
 */
export function computation(
  { apollo, observing, totals }: CarryingOut,
  { body, caller, headers: told, method, scope, url }: FastifyRequest,
  authorization: string | undefined,
  forAll: () => void,
): () => Promise<Computed> {
  const headers = new HeaderMap([['accept', 'application/json']]);
  if (told['content-type'] !== undefined) headers.set('content-type', told['content-type']);
  const search = new URL(url, 'http://gateway').search;
  const forwarded = {
    'x-request-id': scope.requestId,
    'accept-language': scope.language,
    ...(authorization === undefined ? {} : { authorization }),
  };
  return async () => {
    const own: RequestScope = { ...scope };
    const seen: Observed = {};
    observing.set(own, seen);
    const answer = await inScope(own, () =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers, search, body },
        context: async () => ({
          scope: own,
          caller: authorization === undefined ? undefined : caller,
          moment: momentOf(totals, []),
          forwarded,
        }),
      }),
    );
    if (answer.body.kind !== 'complete') throw new Error('a watched operation was answered in parts');
    if (seen.forAll) forAll();
    const result = answer.body.string;
    return { result, version: seen.version, kind: kindOf(seen, result) };
  };
}

/** Whatever made it run now, refusals are worded for who watches. */
const inScope = <Value>(scope: RequestScope, work: () => Promise<Value>): Promise<Value> =>
  new Promise((resolve) => enterRequest(scope, () => resolve(work())));

/** Classes of refusal that may be over a moment later. */
const passing = new Set(['RETRYABLE', 'TIMEOUT', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

function kindOf({ carriedOut, version }: Observed, result: string): Computed['kind'] {
  if (!carriedOut) return 'final';
  const { errors = [] } = JSON.parse(result) as {
    errors?: WordedRefusal[];
  }; /* our own formatter worded them */
  if (errors.some(({ extensions }) => passing.has(extensions.code))) return 'faulty';
  return version === undefined ? 'final' : 'live';
}
