import {
  type Caller,
  type Formatter,
  type Logger,
  type RequestScope,
  refuseShared,
} from '@awrach/subgraph/gateway';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../refusals.ts';
import { readVersion } from '../totals/version.ts';
import { callAt } from './call-at.ts';
import type { CarryingOut } from './computation.ts';
import { comeAgain, nextEvent } from './event.ts';
import type { Limits } from './limits.ts';
import { watchedOperations } from './operations.ts';
import { openWatcher, type Watcher } from './watcher.ts';

interface LiveParts extends CarryingOut {
  readonly formatter: Formatter;
  readonly limits: Limits;
  readonly log: Logger;
}

interface Live {
  /** Answers a request with a stream: its result now, and again after each change of the totals. */
  answer(request: FastifyRequest, reply: FastifyReply): void;
  /** Sends all watchers elsewhere. */
  stop(): void;
}

/** Heartbeats go out in so many parts, so that never all watchers are written to at once. */
const rounds = 12;

/** How long a gateway that is behind what a client has seen lets it wait, in milliseconds, before it sends it elsewhere. */
const behindMs = 30_000;

/** Those who are sent elsewhere come again within this many milliseconds, not all at the same moment. */
const handOverMs = 3_000;

/** Requests larger than this are not watched: each is held as long as somebody watches. */
const largest = 16_384;

/** See docs/adr/0016-watching-over-server-sent-events.md. */
export function openLive(parts: LiveParts): Live {
  const { formatter, limits, log, totals } = parts;
  const operations = watchedOperations(parts);
  const beats = Array.from({ length: rounds }, () => new Set<Watcher>());
  let arrivals = 0;
  let stopped = false;

  const unfollow = totals.follow(() => operations.changed());
  let beating = 0;
  const beat = setInterval(() => {
    for (const watcher of beats[beating++ % rounds] ?? []) watcher.beat();
  }, limits.heartbeatMs / rounds);

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const { caller, scope } = request;
    const asked = JSON.stringify([request.method, request.url, request.body, scope.language]);
    if (asked.length > largest) {
      const refusal = refuseShared('request.too-large', undefined, { limit: largest });
      void reply.code(413).send({ errors: [formatter.word(refusal, scope.language)] });
      return;
    }
    if (reply.raw.destroyed) {
      // Whoever asked has gone while the token was verified, and nothing will tell of it any more.
      reply.hijack();
      return;
    }
    if (stopped) {
      const refusal = refuseShared('service.unavailable');
      void reply.code(503).send({ errors: [formatter.word(refusal, scope.language)] });
      return;
    }
    const seat = operations.seat(request, asked);
    if (!seat) {
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
    // There may be nothing to tell for a while, and until it has the headers a client takes the stream for not open.
    response.flushHeaders();
    const lastSeen = request.headers['last-event-id']?.toString();
    const seen = lastSeen !== undefined && readVersion(lastSeen) ? lastSeen : undefined;
    const watcher = openWatcher(response, seen);
    const beatsWith = beats[arrivals++ % rounds];
    beatsWith?.add(watcher);
    const callOff = caller && callAt(expiryOf(caller), () => expire(watcher, scope));
    const behind = seen === undefined ? undefined : handOverIfBehind(watcher, seen);
    // Node looks whether any of what was sent has gone before it says that time is out: that is, after twice this time.
    response.setTimeout(limits.heartbeatMs, () => {
      if (response.writableLength > 0) response.destroy();
    });
    response.on('error', (error) => log.debug({ err: error }, 'a stream broke'));
    response.on('close', () => {
      callOff?.();
      clearTimeout(behind);
      beatsWith?.delete(watcher);
      leave();
    });
    const leave = seat(watcher);
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

/** When a verified token expires, in milliseconds since 1970. */
function expiryOf({ token }: Caller): number {
  const [, claims = ''] = token.split('.');
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    exp: number;
  }; /* verified before */
  return exp * 1_000;
}
