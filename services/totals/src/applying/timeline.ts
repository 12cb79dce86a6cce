import type { Contribution } from '../contribution/contribution.ts';
import type { Moment } from '../time/moment.ts';

/** One version of a thing: when it was recorded, and what it adds. */
export interface Kept {
  readonly version: number;
  readonly recordedAt: Moment;
  readonly contribution: Contribution;
}

/**
 * Those versions of a thing that were at some moment the highest recorded by then, in their order. Each is what was known
 * from its own moment up to that of the next.
 *
 * A source never records a version before the former one, but nothing here rests on that: a version that was
 * recorded no earlier than a higher one was never known.
 * @param versions of one thing, each once, in any order
 */
export function onceKnown(versions: readonly Kept[]): Kept[] {
  const known: Kept[] = [];
  for (const one of versions.toSorted((a, b) => b.version - a.version)) {
    const next = known.at(-1);
    if (!next || one.recordedAt < next.recordedAt) known.push(one);
  }
  return known.reverse();
}
