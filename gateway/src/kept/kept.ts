import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type RequestScope, requestIdOf } from '@awrach/subgraph/gateway';
import { type FollowedHeads, type Heads, headsAt, stampOf } from '../heads/heads.ts';
import type { Head } from '../totals/head.ts';
import {
  aloneInMemory,
  bodyIn,
  type CodedBody,
  codingOf,
  freshnessHeaders,
  hadAlready,
  holds,
  isLongPast,
  lastingHeaders,
  type PublicAnswer,
  publicAnswer,
  sizeOf,
} from './answer.ts';
import { keyOf, lookFor } from './asked.ts';
import { type Coding, codingFor } from './coding.ts';
import { type Flight, openFlights } from './flights.ts';
import type { RestsOn } from './keepable.ts';
import { rememberKeys } from './remembered.ts';
import { openShelf } from './shelf.ts';

/** How requests were answered that have an answer for everybody. */
type Outcome = 'found' | 'joined' | 'computed';

export interface Kept {
  /** Stands before a server's own handler, and answers in its place what it can. */
  before(next: RequestListener): RequestListener;
  /** A request that was let through is known by this scope from now on. @returns its body, if it was read already */
  entered(request: IncomingMessage, scope: RequestScope): Buffer | undefined;
  /**
   * That request is carried out now. What it computes rests on this; undefined when it is for who asked alone. Then, and when what
   * it rests on is not certain, whoever waits for it goes its own way.
   */
  begun(scope: RequestScope, restsOn: RestsOn | undefined): void;
  /** What it has computed is for everybody, until that changes. @param head the totals', if they are in it */
  forAll(scope: RequestScope, restsOn: RestsOn, head: Head | undefined): void;
  /** Its response. Kept if it is for everybody, and still what would be computed now. */
  answered(scope: RequestScope, status: number, contentType: string, body: unknown): PublicAnswer | undefined;
  body(answer: PublicAnswer, coding: Coding): Promise<CodedBody>;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  bytes(): number;
  /** From now on everything is left to the server. */
  stop(): void;
}

interface KeptSettings {
  /** How much is kept at most, in bytes; 0 keeps nothing. */
  readonly limit: number;
  readonly heads: FollowedHeads;
  /** What a response says to a page of that origin: name, value, … */
  readonly originHeaders: (origin: string) => readonly string[];
}

/** A request that was let through, because nothing was found for it. */
interface Pass {
  readonly key: string;
  readonly method: string | undefined;
  /** It was asked before, lately. */
  readonly again: boolean;
  readonly body: Buffer | undefined;
  readonly began: Heads;
  readonly beganAt: number;
  readonly flight: Flight | undefined;
  forAll?: { readonly restsOn: RestsOn; readonly head: Head | undefined };
}

/*
 * It stands on request and scope themselves. A WeakMap of thousands of them a second took a quarter of each small garbage
 * collection.
 */
const passKey = Symbol('pass');
type Passing = (IncomingMessage | RequestScope) & { [passKey]?: Pass };

function note(passing: Passing, pass: Pass): void {
  passing[passKey] = pass;
}

const passOf = (passing: Passing): Pass | undefined => passing[passKey];

/**
 * Keeps finished answers until something changes, and finds them by the request's own bytes: before anything is
 * parsed, and only for those who say nothing of themselves. What is asked once only, as most questions that a program makes up
 * are, is not worth its place: the second time it is. See docs/adr/0015-answers-kept-until-something-changes.md.
 */
export function keepAnswers({ heads, limit, originHeaders }: KeptSettings): Kept {
  const shelf = openShelf<PublicAnswer>(limit);
  const flights = openFlights();
  const asked = rememberKeys();
  const outcomes: Record<Outcome, number> = { found: 0, joined: 0, computed: 0 };
  let stopped = limit === 0;

  function answerOrPass(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
    next: RequestListener,
  ): void {
    const key = keyOf(request, body);
    const now = performance.now();
    const answer = shelf.get(key);
    if (answer && !stopped && holds(answer, heads, now)) {
      outcomes.found++;
      give(answer, request, response, now);
      return;
    }
    if (answer) shelf.remove(key);
    const began = headsAt(heads, now);
    const pass = (flight?: Flight) => {
      const again = answer !== undefined || asked.again(key);
      note(request, { key, method: request.method, again, body, began, beganAt: now, flight });
      next(request, response);
    };
    if (stopped) {
      pass();
      return;
    }
    const stamp = stampOf(began);
    const flight = flights.under(key, stamp);
    if (flight) {
      flight.waiting.push((landing) => {
        if (response.destroyed) return;
        if (landing === 'for-one') pass();
        else if (landing === 'lost' || isLongPast(landing, began.totals))
          answerOrPass(request, response, body, next);
        else {
          outcomes.joined++;
          give(landing, request, response, performance.now());
        }
      });
      return;
    }
    const own = flights.begin(key, stamp);
    // However it ends, nobody waits longer than for this response.
    response.once('close', () => flights.end(own, 'lost'));
    pass(own);
  }

  function give(answer: PublicAnswer, request: IncomingMessage, response: ServerResponse, now: number): void {
    const { headers } = request;
    const told = freshnessHeaders(answer, heads.totals.certain(now));
    told.push('x-request-id', requestIdOf(headers), 'age', String(Math.floor((now - answer.madeAt) / 1_000)));
    if (headers.origin !== undefined) told.push(...originHeaders(headers.origin));
    // A door that closes waits for its connections, and this one asked before it closed.
    if (stopped) told.push('connection', 'close');
    const coding = codingOf(answer, codingFor(headers['accept-encoding']?.toString()));
    const etag = hadAlready(answer, coding, headers['if-none-match']);
    if (etag !== undefined) {
      response.writeHead(304, told.concat(lastingHeaders(answer, etag))).end();
      return;
    }
    const ready = answer.bodies.get(coding);
    if (ready) send(response, ready, told);
    else
      prepare(answer, coding).then(
        (made) => send(response, made, told),
        (error: Error) => response.destroy(error),
      );
  }

  /** Keeps an answer if it holds, and with each one kept lets go of some that do not hold any more. */
  function keep(answer: PublicAnswer): void {
    const now = performance.now();
    if (!holds(answer, heads, now)) return;
    shelf.put(answer.key, answer, sizeOf(answer));
    shelf.sweep((other) => {
      if (holds(other, heads, now)) return false;
      // Its question came before, and its next answer is kept at once.
      asked.again(other.key);
      return true;
    });
  }

  /** Many who want the same at once have it made once. */
  const preparing = new WeakMap<PublicAnswer, Map<Coding, Promise<CodedBody>>>();

  function prepare(answer: PublicAnswer, coding: Coding): Promise<CodedBody> {
    const under = preparing.get(answer) ?? new Map<Coding, Promise<CodedBody>>();
    preparing.set(answer, under);
    const made = under.get(coding) ?? bodyIn(answer, coding).finally(() => under.delete(coding));
    under.set(coding, made);
    return made.then((body) => {
      if (shelf.get(answer.key) === answer) shelf.put(answer.key, answer, sizeOf(answer));
      return body;
    });
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
        answerOrPass(request, response, chunks.length === 1 && first ? first : Buffer.concat(chunks), next);
      });
    },
    entered(request, scope) {
      const pass = passOf(request);
      if (pass) note(scope, pass);
      return pass?.body;
    },
    begun(scope, restsOn) {
      const pass = passOf(scope);
      if (pass?.flight && !(restsOn && isCertain(restsOn, pass.began))) flights.end(pass.flight, 'for-one');
    },
    forAll(scope, restsOn, head) {
      const pass = passOf(scope);
      if (pass) pass.forAll = { restsOn, head };
    },
    answered(scope, status, contentType, text) {
      const pass = passOf(scope);
      if (!pass) return undefined;
      const { again, began, beganAt, flight, forAll, key, method } = pass;
      if (!forAll || status !== 200 || !(typeof text === 'string' || Buffer.isBuffer(text))) {
        if (flight) flights.end(flight, 'for-one');
        return undefined;
      }
      outcomes.computed++;
      const wanted = !stopped && (again || (flight !== undefined && flight.waiting.length > 0));
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      const body = wanted ? aloneInMemory(bytes) : bytes;
      const answer = publicAnswer({
        key,
        ...forAll,
        began,
        contentType,
        madeAt: beganAt,
        body,
        storable: method === 'GET',
      });
      if (wanted) keep(answer);
      if (flight) flights.end(flight, answer);
      return answer;
    },
    body: async (answer, coding) => answer.bodies.get(coding) ?? (await prepare(answer, coding)),
    outcomes,
    bytes: shelf.bytes,
    stop() {
      stopped = true;
    },
  };
}

const isCertain = ({ registers, totals }: RestsOn, heads: Heads): boolean =>
  (totals === undefined || heads.totals !== undefined) &&
  [...registers].every((name) => heads.registers.get(name) !== undefined);

function send(response: ServerResponse, body: CodedBody, told: readonly string[]): void {
  response.writeHead(200, [...body.headers, ...told]);
  if (body.text === undefined) response.end(body.bytes);
  else response.end(body.text, 'latin1');
}
