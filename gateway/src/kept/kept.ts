import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestIdOf } from '@awrach/subgraph/gateway';
import type { Head } from '../totals/head.ts';
import { coded, hadAlready, headersOf, holds, type PublicAnswer } from './answer.ts';
import { keyOf, lookFor } from './asked.ts';
import { type Coding, codingFor, compressed, worthCompressing } from './coding.ts';
import { type Flight, openFlights } from './flights.ts';
import { openShelf } from './shelf.ts';

/** How requests were answered that could have been answered from what is kept. */
export type Outcome = 'found' | 'joined' | 'computed';

export interface Kept {
  /** Stands before a server's own handler, and answers in its place what it can. */
  before(next: RequestListener): RequestListener;
  /** The body of a request, where it has been read already. */
  bodyOf(request: IncomingMessage): Buffer | undefined;
  /** What a request computed is for everybody. Kept if it is still what would be computed now. */
  computed(request: IncomingMessage, answer: PublicAnswer): void;
  /** What a request computes is not for everybody: whoever waits for it goes its own way. */
  notForAll(request: IncomingMessage): void;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  bytes(): number;
  /** From now on everything is left to the server. */
  stop(): void;
}

export interface KeptSettings {
  /** How much is kept at most, in bytes; 0 keeps nothing. */
  readonly limit: number;
  readonly totals: { heard(): Head | undefined; acquaintance(): number };
  /** What a response says to a page of that origin: name, value, … */
  readonly originHeaders: (origin: string) => readonly string[];
}

/** An answer is compressed when it is asked for this long after it was made, in milliseconds: one that changes all the time is not. */
const settledMs = 200;

/**
 * Keeps finished answers until something changes, and finds them by the request's own bytes: before anything is
 * parsed, and only for those who say nothing of themselves. See docs/adr/0010.
 */
export function keepAnswers({ limit, originHeaders, totals }: KeptSettings): Kept {
  const shelf = openShelf<PublicAnswer>(limit);
  const flights = openFlights();
  const flightOf = new WeakMap<IncomingMessage, Flight>();
  const bodies = new WeakMap<IncomingMessage, Buffer>();
  const outcomes: Record<Outcome, number> = { found: 0, joined: 0, computed: 0 };
  let stopped = limit === 0;

  const isNew = (answer: PublicAnswer, now: number): boolean =>
    holds(answer, totals.heard(), totals.acquaintance(), now);

  function answerOrPass(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
    next: RequestListener,
  ): void {
    const key = keyOf(request, body);
    const answer = shelf.get(key);
    const now = performance.now();
    if (answer && !stopped && isNew(answer, now)) {
      outcomes.found++;
      give(answer, request, response, now);
      if (!answer.compressing && now - answer.madeAt > settledMs) void compress(key, answer);
      return;
    }
    const pass = () => {
      if (body) bodies.set(request, body);
      next(request, response);
    };
    const version = totals.heard()?.version;
    if (version === undefined || stopped) {
      pass();
      return;
    }
    const flight = flights.under(key, version);
    if (flight) {
      flight.waiting.push((made) => {
        if (!made || stopped) return pass();
        outcomes.joined++;
        give(made, request, response, performance.now());
      });
      return;
    }
    const own = flights.begin(key, version);
    flightOf.set(request, own);
    // However it ends, nobody waits longer than for this response.
    response.once('close', () => flights.end(own, undefined));
    pass();
  }

  function give(answer: PublicAnswer, request: IncomingMessage, response: ServerResponse, now: number): void {
    const { headers, method } = request;
    const wanted = codingFor(headers['accept-encoding']);
    const coding: Coding = answer.bodies.has(wanted) ? wanted : 'identity';
    const had = method === 'GET' ? hadAlready(answer, headers['if-none-match']) : undefined;
    const body = had ?? answer.bodies.get(coding);
    if (!body) throw new Error('an answer has lost its plain body');
    const told = headersOf(answer, body, totals.heard());
    told.push('x-request-id', requestIdOf(headers), 'age', String(Math.floor((now - answer.madeAt) / 1_000)));
    if (headers.origin !== undefined) told.push(...originHeaders(headers.origin));
    if (had) {
      response.writeHead(304, told).end();
      return;
    }
    told.push('content-type', answer.contentType, 'content-length', String(body.bytes.length));
    if (coding !== 'identity') told.push('content-encoding', coding);
    response.writeHead(200, told).end(body.bytes);
  }

  async function compress(key: string, answer: PublicAnswer): Promise<void> {
    answer.compressing = true;
    const plain = answer.bodies.get('identity');
    if (!plain || plain.bytes.length < worthCompressing) return;
    const made = await compressed(plain.bytes);
    answer.bodies.set('br', coded(plain.etag, 'br', made.br));
    answer.bodies.set('gzip', coded(plain.etag, 'gzip', made.gzip));
    if (shelf.get(key) === answer) shelf.put(key, answer, sizeOf(answer));
  }

  return {
    before: (next) => (request, response) => {
      const how = stopped ? 'never' : lookFor(request);
      if (how === 'never') return next(request, response);
      if (how === 'now') return answerOrPass(request, response, undefined, next);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [first] = chunks;
        const body = chunks.length === 1 && first ? first : Buffer.concat(chunks);
        answerOrPass(request, response, body, next);
      });
    },
    bodyOf: (request) => bodies.get(request),
    computed(request, answer) {
      const flight = flightOf.get(request);
      if (!flight) return;
      outcomes.computed++;
      if (!stopped && isNew(answer, performance.now())) shelf.put(flight.key, answer, sizeOf(answer));
      flights.end(flight, answer);
    },
    notForAll(request) {
      const flight = flightOf.get(request);
      if (flight) flights.end(flight, undefined);
    },
    outcomes,
    bytes: shelf.bytes,
    stop() {
      stopped = true;
    },
  };
}

const sizeOf = ({ bodies }: PublicAnswer): number =>
  [...bodies.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
