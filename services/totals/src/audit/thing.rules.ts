import { type Contribution, nothing } from '../contribution/contribution.ts';
import { toStored } from '../contribution/stored.ts';

/** One version of a thing, as its source's event says it or as totals keep it. */
export interface Told {
  readonly version: number;
  /** RFC 3339 in UTC with six decimals. */
  readonly recordedAt: string;
  readonly contribution: Contribution;
}

/** All that is known of one thing. Totals were read first, so its source has told whatever they hold. */
export interface Facts {
  /** The source's latest version; undefined when the source never told of the thing. */
  readonly latest: Told | undefined;
  /** The version that totals hold. */
  readonly held: Told | undefined;
  /** What the source says of that very version. */
  readonly atHeld: Told | undefined;
  /** The first version that totals lack, and how long ago it was recorded. */
  readonly lack: { readonly version: number; readonly ageSeconds: number } | undefined;
}

/**
 * What is wrong with a thing.
 *
 * `missing`: totals never heard of it. `behind`: they hold an older version than its source.
 * `ahead`: they hold a version that its source does not have. `unknown`: its source does not know it at all.
 * `altered`: they say something else of a version than its source does.
 */
export type Wrong = 'missing' | 'behind' | 'ahead' | 'unknown' | 'altered';

export function wrongOf({ latest, held, atHeld }: Facts): Wrong | undefined {
  if (!latest) return held && 'unknown';
  if (!held) return 'missing';
  if (!atHeld) return 'ahead';
  if (!saysTheSame(held, atHeld)) return 'altered';
  return held.version < latest.version ? 'behind' : undefined;
}

/** What a thing that is wrong should add to the figures. */
export function dueOf(wrong: Wrong, { latest, atHeld }: Facts): Contribution {
  return (wrong === 'altered' ? atHeld : latest)?.contribution ?? nothing;
}

/** A transaction may commit long after it stamped what it records, so what is old may have been told just now. */
const leastPatienceSeconds = 5;

/** For how long what is wrong may still come right by itself: what a source has just told is under way. */
export function patienceSeconds(wrong: Wrong, { lack }: Facts, youngSeconds: number): number {
  if (!lack || (wrong !== 'missing' && wrong !== 'behind')) return 0;
  return Math.max(youngSeconds - lack.ageSeconds, Math.min(leastPatienceSeconds, youngSeconds));
}

/** Whether totals have got hold of what they lacked at the first look. Of a thing that changes all the time they always lack the newest. */
export const hasCaughtUp = (before: Facts, { held }: Facts): boolean =>
  before.lack !== undefined && held !== undefined && held.version >= before.lack.version;

const saysTheSame = (a: Told, b: Told): boolean =>
  a.recordedAt === b.recordedAt && wordsOf(a.contribution) === wordsOf(b.contribution);

/** The order in which a contribution names its parts means nothing. */
function wordsOf(contribution: Contribution): string {
  const { c, m } = toStored(contribution);
  return [...c, ...m]
    .map((one) => JSON.stringify(one))
    .sort()
    .join();
}
