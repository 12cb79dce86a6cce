import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestScope } from '@awrach/subgraph/gateway';
import { type FollowedHeads, type Heads, headsAt, stampOf } from '../heads/heads.ts';
import type { Head } from '../totals/head.ts';
import {
  aloneInMemory,
  bodyIn,
  type CodedBody,
  holds,
  isLongPast,
  type PublicAnswer,
  publicAnswer,
  sizeOf,
} from './answer.ts';
import { type Asked, askedBy, lookFor } from './asked.ts';
import type { Coding } from './coding.ts';
import { type Flight, openFlights } from './flights.ts';
import { openGiving } from './giving.ts';
import type { RestsOn } from './keepable.ts';
import { recogniseRequests } from './recognised.ts';
import { rememberKeys } from './remembered.ts';
import { openShelf } from './shelf.ts';

/** How requests were answered that have an answer for everybody. */
type Outcome = 'recognised' | 'found' | 'joined' | 'computed';

export interface Kept {
  /** Stands before a server's own handler, and answers in its place what it can. */
  before(next: RequestListener): RequestListener;
  /** Stands before the server itself, and answers what it was asked in the same bytes before. */
  follow(server: Server): void;
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

/** The part of what is kept that requests are recognised by. */
const forRecognised = 16;

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
  const shelf = openShelf<PublicAnswer>(limit - limit / forRecognised);
  const flights = openFlights();
  const came = rememberKeys();
  const giving = openGiving({ heads, originHeaders, prepare });
  const recognised = recogniseRequests(limit / forRecognised, giveRecognised);
  const outcomes: Record<Outcome, number> = { recognised: 0, found: 0, joined: 0, computed: 0 };
  let stopped = limit === 0;
  let keepAliveMs = 0;

  function find(key: string, now: number): PublicAnswer | undefined {
    const answer = shelf.get(key);
    return answer && !stopped && holds(answer, heads, now) ? answer : undefined;
  }

  function answerOrPass(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
    next: RequestListener,
  ): void {
    const asked = askedBy(request, body);
    const { key } = asked;
    const now = performance.now();
    const found = find(key, now);
    if (found) {
      outcomes.found++;
      recognised.remember(request, asked);
      give(found, asked, response, now);
      return;
    }
    const outdated = shelf.remove(key);
    const began = headsAt(heads, now);
    const pass = (flight?: Flight) => {
      const again = outdated || came.again(key);
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
          give(landing, asked, response, performance.now());
        }
      });
      return;
    }
    const own = flights.begin(key, stamp);
    // However it ends, nobody waits longer than for this response.
    response.once('close', () => flights.end(own, 'lost'));
    pass(own);
  }

  function give(answer: PublicAnswer, asked: Asked, response: ServerResponse, now: number): void {
    // A door that closes waits for its connections, and this one asked before it closed.
    giving.byHttp(answer, asked, response, now, stopped);
  }

  /** @returns whether an answer was at hand, and given */
  function giveRecognised(asked: Asked, socket: Socket): boolean {
    const now = performance.now();
    const answer = find(asked.key, now);
    if (!answer || !giving.onSocket(answer, asked, socket, now, keepAliveMs)) return false;
    outcomes.recognised++;
    return true;
  }

  /** Keeps an answer if it holds, and with each one kept lets go of some that do not hold any more. */
  function keep(answer: PublicAnswer): void {
    const now = performance.now();
    if (!holds(answer, heads, now)) return;
    shelf.put(answer.key, answer, sizeOf(answer));
    shelf.sweep((other) => {
      if (holds(other, heads, now)) return false;
      // Its question came before, and its next answer is kept at once.
      came.again(other.key);
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
    follow(server) {
      keepAliveMs = server.keepAliveTimeout;
      if (!stopped) recognised.follow(server);
    },
    before: (next) => (request, response) => {
      recognised.began(request, response);
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
    bytes: () => shelf.bytes() + recognised.bytes(),
    stop() {
      stopped = true;
    },
  };
}

const isCertain = ({ registers, totals }: RestsOn, heads: Heads): boolean =>
  (totals === undefined || heads.totals !== undefined) &&
  [...registers].every((name) => heads.registers.get(name) !== undefined);
