import { createHash } from 'node:crypto';
import type { FollowedHeads, Heads } from '../heads/heads.ts';
import type { Head } from '../totals/head.ts';
import { type Coding, compressed, worthCompressing } from './coding.ts';
import type { RestsOn } from './keepable.ts';
import { linesOf } from './written.ts';

/** What the gateway has computed for everybody: finished bytes, and until when they may be found. */
export interface PublicAnswer {
  /** What finds it: see {@link keyOf}. */
  readonly key: string;
  readonly restsOn: RestsOn;
  /** The head of the totals that it was computed at; undefined when nothing in it moves with them. */
  readonly head: Head | undefined;
  /** What was certain when its computation began. */
  readonly began: Heads;
  /** When its computation began, on the clock of `performance.now()`. */
  readonly madeAt: number;
  readonly contentType: string;
  /** The entity tag without its quotes and without the coding that follows it; undefined where no cache stores the answer. */
  readonly tag: string | undefined;
  /** The bodies made so far: the plain one always. */
  readonly bodies: Map<Coding, CodedBody>;
}

export interface CodedBody {
  readonly bytes: Buffer;
  /** The same, one character for each byte, where it is so small that it best leaves in one piece with the headers. */
  readonly text: string | undefined;
  /** The headers that every response with this body has: name, value, … */
  readonly headers: readonly string[];
  /** The same as they are sent. */
  readonly lines: string;
}

/** Headers that say how new an answer is. */
export const totalsVersionHeader = 'awrach-totals-version';
export const completeToHeader = 'awrach-complete-to';

/** Up to so many bytes, Node sends a text in one piece with its headers: copying both costs less than handing them to the system apart. */
const inOnePiece = 2_048;

/**
 * How long an answer that names `completeTo` is given out while no total changes, and how far what it names may lie behind the newest
 * moment known, in milliseconds: the two differ where a source was silent for a while and is heard again. Who begins to watch is told
 * nothing older.
 */
const momentMs = 1_000;

/**
 * How long an answer on territory alone is given out, in milliseconds. It changes with a release, which totals' feed, opened anew, tells of;
 * but another subgraph may be the one that answers, and the one that is released last.
 */
const territoryMs = 60_000;

export function publicAnswer(parts: {
  readonly key: string;
  readonly restsOn: RestsOn;
  readonly head: Head | undefined;
  readonly began: Heads;
  readonly contentType: string;
  readonly madeAt: number;
  readonly body: Buffer;
  /** Whether caches on the way may store it: what GET is answered with, not what POST is (RFC 9110, 9.3.3). */
  readonly storable: boolean;
}): PublicAnswer {
  const { began, body, contentType, key, madeAt, restsOn, storable } = parts;
  const tag = storable ? createHash('sha1').update(contentType).update(body).digest('base64url') : undefined;
  const head = restsOn.totals && parts.head;
  const answer = { key, restsOn, head, began, contentType, madeAt, tag, bodies: new Map() };
  answer.bodies.set('identity', codedBody(answer, 'identity', body));
  return answer;
}

/** Small buffers are pieces of larger ones, of which each piece holds the whole: what is kept must take what it counts. */
export function aloneInMemory(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/**
 * Whether an answer is still the one that would be computed now. Once it is not, it never is again: versions and times only rise,
 * and a feed that was silent is opened anew.
 */
export function holds(answer: PublicAnswer, { registers, totals }: FollowedHeads, now: number): boolean {
  const { began, head, madeAt, restsOn } = answer;
  if (began.acquaintance !== totals.acquaintance()) return false;
  for (const name of restsOn.registers) {
    const newest = registers.get(name)?.certain(now);
    if (newest === undefined || newest !== began.registers.get(name)) return false;
  }
  if (restsOn.totals === undefined) return restsOn.registers.size > 0 || now - madeAt < territoryMs;
  const newest = totals.certain(now);
  if (head === undefined || newest === undefined || head.version !== newest.version) return false;
  return restsOn.totals === 'TOTALS' || isOfThisMoment({ head, madeAt }, newest, now);
}

/** When something was made, and the newest head known then. */
export type Made = Pick<PublicAnswer, 'head' | 'madeAt'>;

/** Whether it is new enough for who asks now, as long as no total has changed. */
export const isOfThisMoment = ({ head, madeAt }: Made, newest: Head | undefined, now: number): boolean =>
  now - madeAt < momentMs && isNear(head?.completeTo ?? null, newest?.completeTo ?? null);

/** Whether it names a moment too far behind the newest that was known when somebody asked. */
export const isLongPast = ({ head, restsOn }: PublicAnswer, newest: Head | undefined): boolean =>
  restsOn.totals === 'COMPLETE_TO' && !isNear(head?.completeTo ?? null, newest?.completeTo ?? null);

const isNear = (moment: string | null, newest: string | null): boolean =>
  moment === newest ||
  (moment !== null && newest !== null && Date.parse(newest) - Date.parse(moment) < momentMs);

/** What its bodies take, in bytes. */
export const sizeOf = ({ bodies }: PublicAnswer): number =>
  [...bodies.values()].reduce((sum, { bytes, text = '' }) => sum + bytes.length + text.length, 0);

/** The coding in which a client is given an answer: small ones are given as they are. */
export const codingOf = ({ bodies }: PublicAnswer, wanted: Coding): Coding =>
  (bodies.get('identity')?.bytes.length ?? 0) < worthCompressing ? 'identity' : wanted;

/** The body in a coding, made when it is first wanted. */
export async function bodyIn(answer: PublicAnswer, coding: Coding): Promise<CodedBody> {
  const plain = answer.bodies.get('identity');
  if (!plain) throw new Error('an answer has lost its plain body');
  if (coding === 'identity') return plain;
  const body = codedBody(answer, coding, await compressed(plain.bytes, coding));
  answer.bodies.set(coding, body);
  return body;
}

/** The headers of a response beside those of its body: the newest moment that its figures are known to be complete to. */
export function freshnessHeaders(answer: PublicAnswer, newest: Head | undefined): string[] {
  if (answer.head === undefined) return [];
  const { completeTo } = newest?.version === answer.head.version ? newest : answer.head;
  return completeTo === null ? [] : [completeToHeader, completeTo];
}

/** The headers that a response has in common with the one that tells a client that it has the answer already. */
export const lastingHeaders = ({ head }: PublicAnswer, etag: string | undefined): string[] => [
  ...(etag === undefined ? storedByNobody : [...askedAgain, 'etag', etag]),
  ...(head ? [totalsVersionHeader, head.version] : []),
];

/** Whoever stores it asks again each time; with other values of these headers it is another answer. */
const askedAgain = [
  'cache-control',
  'public, no-cache',
  'vary',
  'accept, accept-encoding, authorization, origin',
];

const storedByNobody = ['cache-control', 'no-store'];

/**
 * The entity tag of the answer in this coding, if the client has it already (RFC 9110, 13.1.2: compared weakly). In another
 * coding it counts for nothing: a shared cache names all that it has, also what this client cannot read.
 */
export function hadAlready(
  answer: PublicAnswer,
  coding: Coding,
  ifNoneMatch: string | undefined,
): string | undefined {
  const etag = etagOf(answer, coding);
  if (etag === undefined || ifNoneMatch === undefined) return undefined;
  const had = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return had.includes(etag) || ifNoneMatch === '*' ? etag : undefined;
}

/** The same answer in another coding is, to a cache, another thing. */
const etagOf = ({ tag }: PublicAnswer, coding: Coding): string | undefined =>
  tag && (coding === 'identity' ? `"${tag}"` : `"${tag}-${coding}"`);

function codedBody(answer: PublicAnswer, coding: Coding, bytes: Buffer): CodedBody {
  const headers = [
    ...lastingHeaders(answer, etagOf(answer, coding)),
    'content-type',
    answer.contentType,
    'content-length',
    String(bytes.length),
    ...(coding === 'identity' ? [] : ['content-encoding', coding]),
  ];
  const text = bytes.length <= inOnePiece ? bytes.toString('latin1') : undefined;
  return { bytes, text, headers, lines: linesOf(headers) };
}
