import { type ApolloServer, HeaderMap } from '@apollo/server';
import {
  type Caller,
  enterRequest,
  type Formatter,
  type Logger,
  type RequestScope,
  refuseShared,
  type WordedRefusal,
} from '@awrach/subgraph/gateway';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { openShelf } from '../kept/shelf.ts';
import { refuse } from '../refusals.ts';
import type { TotalsHead } from '../totals/head.ts';
import { momentOf } from '../totals/moment.ts';
import { readVersion } from '../totals/version.ts';
import { comeAgain, nextEvent } from './event.ts';
import { type Limits, seats } from './limits.ts';
import type { Observed, Observing } from './operation.ts';
import { type Computed, type Watched, watch } from './watched.ts';
import { openWatcher, type Watcher } from './watcher.ts';

export interface LiveParts {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly observing: Observing;
  readonly totals: TotalsHead;
  readonly formatter: Formatter;
  readonly limits: Limits;
  readonly log: Logger;
}

export interface Live {
  /** Answers a request with a stream: its result now, and again after each change of the totals. */
  answer(request: FastifyRequest, reply: FastifyReply): void;
  /** Sends all watchers elsewhere. */
  stop(): void;
}

/** A stream on which nothing happens says so once in this many milliseconds. */
const heartbeatMs = 12_000;

/** Heartbeats go out in so many parts, so that never all watchers are written to at once. */
const parts = 12;

/** How long a gateway that is behind what a client has seen lets it wait, in milliseconds, before it sends it elsewhere. */
const behindMs = 30_000;

/** Those who are sent elsewhere come again within this many milliseconds, not all at the same moment. */
const handOverMs = 3_000;

/** What the requests may take that are remembered for having an answer for everybody, in bytes. */
const rememberedBytes = 2_000_000;

const longestTimer = 2 ** 31 - 1;

/** See docs/adr/0016-watching-over-server-sent-events.md. */
export function openLive({ apollo, formatter, limits, log, observing, totals }: LiveParts): Live {
  const taking = seats(limits);
  const operations = new Map<string, Watched>();
  /** Requests of which the answer was seen to be for everybody: they are computed once for all identities. */
  const forAll = openShelf<true>(rememberedBytes);
  const beats = Array.from({ length: parts }, () => new Set<Watcher>());
  let arrivals = 0;
  let stopped = false;

  const unfollow = totals.follow(() => {
    for (const operation of operations.values()) operation.changed();
  });
  let beating = 0;
  const beat = setInterval(() => {
    for (const watcher of beats[beating++ % parts] ?? []) watcher.beat();
  }, heartbeatMs / parts);

  function operationOf(request: FastifyRequest): Watched {
    const { authorization } = request.headers;
    const asked = JSON.stringify([request.method, request.url, request.body, request.scope.language]);
    const asNobody = authorization === undefined || forAll.get(asked) !== undefined;
    const key = asNobody ? asked : `${authorization}\n${asked}`;
    const known = operations.get(key);
    if (known) return known;
    const made = watch({
      compute: computation(request, asNobody ? undefined : authorization, (seen) => {
        if (seen.forAll) forAll.put(asked, true, 0);
      }),
      isNewest: (version) => version !== undefined && totals.certain(performance.now())?.version === version,
      abandoned: () => {
        if (operations.get(key) === made) operations.delete(key);
      },
      onFault: (error) => log.error({ err: error }, 'a watched operation failed'),
    });
    operations.set(key, made);
    return made;
  }

  /**
   * Carries out what a request asks, as if it came again.
   * @param authorization in whose name; nobody's if undefined
   */
  function computation(
    { body, caller, headers: told, method, scope, url }: FastifyRequest,
    authorization: string | undefined,
    learned: (seen: Observed) => void,
  ): () => Promise<Computed> {
    const headers = new HeaderMap([['accept', 'application/json']]);
    if (told['content-type'] !== undefined) headers.set('content-type', told['content-type']);
    const search = new URL(url, 'http://gateway').search;
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
            forwarded: {
              'x-request-id': own.requestId,
              'accept-language': own.language,
              ...(authorization === undefined ? {} : { authorization }),
            },
          }),
        }),
      );
      if (answer.body.kind !== 'complete') throw new Error('a watched operation was answered in parts');
      learned(seen);
      const result = answer.body.string;
      return { result, version: seen.version, kind: kindOf(seen, result) };
    };
  }

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const { caller, scope } = request;
    const leave = stopped ? undefined : taking.take(caller?.subject ?? request.ip);
    if (!leave) {
      void reply.code(429).send({ errors: [formatter.word(refuse('live.too-many'), scope.language)] });
      return;
    }
    const response = reply.hijack().raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // Proxies that gather answers before they pass them on are asked not to.
      'x-accel-buffering': 'no',
      vary: 'accept, authorization, origin',
    });
    const lastSeen = request.headers['last-event-id']?.toString();
    const seen = lastSeen !== undefined && readVersion(lastSeen) ? lastSeen : undefined;
    const watcher = openWatcher(response, seen);
    const operation = operationOf(request);
    const beatsWith = beats[arrivals++ % parts];
    beatsWith?.add(watcher);
    const expiry = caller && endAt(expiryOf(caller), () => expire(watcher, scope));
    const behind = seen === undefined ? undefined : handOverIfBehind(watcher, seen);
    response.on('error', (error) => log.debug({ err: error }, 'a stream broke'));
    response.on('close', () => {
      clearTimeout(expiry);
      clearTimeout(behind);
      beatsWith?.delete(watcher);
      operation.leave(watcher);
      leave();
    });
    operation.join(watcher);
  }

  function expire(watcher: Watcher, { language }: RequestScope): void {
    const errors = [formatter.word(refuseShared('token.invalid'), language)];
    watcher.offer(nextEvent(JSON.stringify({ errors }), undefined, true));
    watcher.complete();
  }

  function handOverIfBehind(watcher: Watcher, seen: string): NodeJS.Timeout {
    return setTimeout(() => {
      if (totals.isBehind(seen)) watcher.handOver(comeAgain(Math.random() * handOverMs));
    }, behindMs);
  }

  return {
    answer,
    stop() {
      stopped = true;
      unfollow();
      clearInterval(beat);
      for (const part of beats)
        for (const watcher of part) watcher.handOver(comeAgain(Math.random() * handOverMs));
    },
  };
}

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

/** Nothing of the request that made somebody watch, or of whatever changed, stands in the way: words are the scope's. */
const inScope = <Value>(scope: RequestScope, work: () => Promise<Value>): Promise<Value> =>
  new Promise((resolve) => enterRequest(scope, () => resolve(work())));

/** When a verified token expires, in milliseconds since 1970. */
function expiryOf({ token }: Caller): number {
  const [, claims = ''] = token.split('.');
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    exp: number;
  }; /* verified before */
  return exp * 1_000;
}

function endAt(moment: number, end: () => void): NodeJS.Timeout {
  return setTimeout(end, Math.min(Math.max(0, moment - Date.now()), longestTimer));
}
