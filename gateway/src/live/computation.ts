import { randomUUID } from 'node:crypto';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { enterRequest, type RequestScope, type WordedRefusal } from '@awrach/subgraph/gateway';
import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import type { AnswerStraight } from '../graph/straight/straight.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import type { Observed, Observing } from './observed.ts';
import type { Computed } from './watched.ts';

export interface CarryingOut {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly straight: AnswerStraight;
  readonly observing: Observing;
  readonly totals: TotalsHead;
}

/**
 * Carries out what a request asks, as if it came again: straight if one subgraph answers it alone, or by the planner.
 * @param authorization in whose name; nobody's if undefined
 * @param forAll called each time, as soon as the answer is known to be the same for everybody
 */
export function computation(
  { apollo, observing, straight, totals }: CarryingOut,
  { body, caller, headers: told, method, scope: asking, url }: FastifyRequest,
  authorization: string | undefined,
  forAll: () => void,
): () => Promise<Computed> {
  const headers = new HeaderMap([['accept', 'application/json']]);
  if (told['content-type'] !== undefined) headers.set('content-type', told['content-type']);
  const { search, searchParams } = new URL(url, 'http://gateway');
  const asked = method === 'GET' ? bodyIn(searchParams) : body;
  // Many may watch, and come and go: what is computed for all of them is not the request of one.
  const scope: RequestScope = { ...asking, requestId: randomUUID() };
  const forwarded = {
    'x-request-id': scope.requestId,
    'accept-language': scope.language,
    ...(authorization === undefined ? {} : { authorization }),
  };

  async function planned(context: GatewayContext): Promise<string> {
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers, search, body },
      context: async () => context,
    });
    if (answer.body.kind !== 'complete') throw new Error('a watched operation was answered in parts');
    return answer.body.string;
  }

  return async () => {
    const own: RequestScope = { ...scope };
    const seen: Observed = { forAll };
    observing.set(own, seen);
    const context: GatewayContext = {
      scope: own,
      caller: authorization === undefined ? undefined : caller,
      moment: momentOf(totals, []),
      forwarded,
    };
    const answer = await inScope(own, async () => {
      const bytes = await straight(asked, context);
      if (bytes === undefined) return planned(context);
      seen.carriedOut = true;
      const head = context.moment.head();
      if (head) seen.version = head.version;
      return bytes;
    });
    return { result: String(answer), version: seen.version, kind: kindOf(seen, answer) };
  };
}

/** What a GET asks, in the form of a POST; undefined where only Apollo knows how to read or to refuse it. */
function bodyIn(parameters: URLSearchParams): unknown {
  const { variables, ...others } = Object.fromEntries(parameters);
  if (parameters.size !== new Set(parameters.keys()).size || 'extensions' in others) return undefined;
  try {
    return variables === undefined ? others : { ...others, variables: JSON.parse(variables) as unknown };
  } catch {
    return undefined;
  }
}

/** Whatever made it run now, refusals are worded for who watches. */
const inScope = <Value>(scope: RequestScope, work: () => Promise<Value>): Promise<Value> =>
  new Promise((resolve) => enterRequest(scope, () => resolve(work())));

/** Classes of refusal that may be over a moment later. */
const passing = new Set(['RETRYABLE', 'TIMEOUT', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

/** @param answer bytes come from a subgraph as they are, and hold no error */
function kindOf({ carriedOut, version }: Observed, answer: Buffer | string): Computed['kind'] {
  if (!carriedOut) return 'final';
  const { errors = [] } = (typeof answer === 'string' ? JSON.parse(answer) : {}) as {
    errors?: WordedRefusal[];
  }; /* our own formatter worded them */
  if (errors.some(({ extensions }) => passing.has(extensions.code))) return 'faulty';
  return version === undefined ? 'final' : 'live';
}
