import { createHash } from 'node:crypto';
import type { Head } from '../totals/head.ts';
import type { Coding } from './coding.ts';
import type { KeptBy } from './keepable.ts';

/** What the gateway has computed for everybody: the finished bytes, and until when they may be found. */
export interface PublicAnswer {
  readonly by: KeptBy;
  /** The head of the totals that it was computed at; undefined when nothing in it comes from totals. */
  readonly head: Head | undefined;
  /** Which release of the system answered: see {@link TotalsHead.acquaintance}. */
  readonly acquaintance: number;
  readonly contentType: string;
  /** When it was made, on the clock of `performance.now()`. */
  readonly madeAt: number;
  /** The bodies made so far: the plain one always. */
  readonly bodies: Map<Coding, CodedBody>;
  /** Whether compressed bodies are made, or being made. */
  compressing: boolean;
}

export interface CodedBody {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Whoever stores such an answer asks again each time; what differs by these headers is another answer. */
const publicHeaders = [
  'cache-control',
  'public, no-cache',
  'vary',
  'accept, accept-encoding, authorization, origin',
] as const;

/** Headers that say how new an answer is. A response from what is kept says the newest that is known to hold. */
export const totalsVersionHeader = 'awrach-totals-version';
export const completeToHeader = 'awrach-complete-to';

/** How long an answer that names `completeTo` is given out while no total changes, in milliseconds. */
const momentMs = 1_000;

export function publicAnswer(parts: {
  readonly by: KeptBy;
  readonly head: Head | undefined;
  readonly acquaintance: number;
  readonly contentType: string;
  readonly madeAt: number;
  readonly body: string;
}): PublicAnswer {
  const { body, ...rest } = parts;
  const bytes = Buffer.from(body);
  const etag = `"${createHash('sha1').update(bytes).digest('base64url')}"`;
  return { ...rest, bodies: new Map([['identity', { bytes, etag }]]), compressing: false };
}

/** The same bytes in another coding are, to a cache, another thing. */
export const coded = (etag: string, coding: Coding, bytes: Buffer): CodedBody => ({
  bytes,
  etag: `${etag.slice(0, -1)}-${coding}"`,
});

/**
 * Whether an answer is still the one that would be computed now.
 * @param head the newest, or undefined when nothing was heard of it for a moment
 */
export function holds(
  answer: PublicAnswer,
  head: Head | undefined,
  acquaintance: number,
  now: number,
): boolean {
  if (answer.acquaintance !== acquaintance) return false;
  if (answer.by === 'TERRITORY') return true;
  if (answer.head === undefined || head === undefined || answer.head.version !== head.version) return false;
  return answer.by === 'TOTALS' || now - answer.madeAt < momentMs;
}

/** The headers of a response in which an answer is given, besides those that every response has: name, value, … */
export function headersOf(answer: PublicAnswer, body: CodedBody, newest: Head | undefined): string[] {
  const headers = [...publicHeaders, 'etag', body.etag];
  if (answer.head === undefined) return headers;
  const { version, completeTo } = newest?.version === answer.head.version ? newest : answer.head;
  headers.push(totalsVersionHeader, version);
  if (completeTo !== null) headers.push(completeToHeader, completeTo);
  return headers;
}

/** The one of an answer's entity tags that the client has already, if any (RFC 9110, 13.1.2: compared weakly). */
export function hadAlready(answer: PublicAnswer, ifNoneMatch: string | undefined): CodedBody | undefined {
  if (ifNoneMatch === undefined) return undefined;
  const had = new Set(ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, '')));
  return [...answer.bodies.values()].find(({ etag }) => had.has(etag));
}
