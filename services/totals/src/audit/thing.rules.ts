import { type Contribution, nothing } from '../contribution/contribution.ts';
import { toStored } from '../contribution/stored.ts';

/** One version of a thing, as its source's event says it or as totals keep it. */
export interface Told {
  readonly version: number;
  /** RFC 3339 in UTC with six decimals. */
  readonly recordedAt: string;
  readonly contribution: Contribution;
}

/** All that is looked at to judge one thing. The source was read after totals were. */
export interface Facts {
  /** The source's latest version; undefined when the source never told of the thing. */
  readonly latest: Told | undefined;
  /** What totals hold. */
  readonly held: Told | undefined;
  /** What the source says of the very version that totals hold. */
  readonly atHeld: Told | undefined;
  /** Whether the first version that totals lack is so young that it may still be under way. */
  readonly young: boolean;
}

/**
 * What is wrong with a thing.
 *
 * `missing`: totals never heard of it. `behind`: they hold an older version than the source has had for a while.
 * `ahead`: they hold a version that its source does not have. `unknown`: its source does not know it at all.
 * `altered`: they say something else of a version than its source does.
 */
export type Wrong = 'missing' | 'behind' | 'ahead' | 'unknown' | 'altered';

export interface Verdict {
  readonly wrong: Wrong | undefined;
  /** The source has told more than totals hold, but not for long. */
  readonly inFlight: boolean;
  /** What the thing has to add to the figures that totals hold now. */
  readonly due: Contribution;
}

/**
 * Judges one thing. What is in flight is judged, and counted, by the version that totals hold: everything a source ever told is
 * still there.
 */
export function judge({ latest, held, atHeld, young }: Facts): Verdict {
  if (!latest) return { wrong: 'unknown', inFlight: false, due: nothing };
  if (!held) {
    return young
      ? { wrong: undefined, inFlight: true, due: nothing }
      : { wrong: 'missing', inFlight: false, due: latest.contribution };
  }
  const inFlight = young && held.version < latest.version;
  if (!atHeld) return { wrong: 'ahead', inFlight, due: latest.contribution };
  if (held.version < latest.version && !young) {
    return { wrong: 'behind', inFlight, due: latest.contribution };
  }
  return { wrong: saysTheSame(held, atHeld) ? undefined : 'altered', inFlight, due: atHeld.contribution };
}

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
