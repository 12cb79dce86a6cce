import type { Reached } from '@awrach/messaging';
import type { Change } from '../matrix/matrix.ts';
import type { Measure } from '../measure/measure.ts';

/** One change as it is kept in a delta: measure, place, edition, by how much (digits). */
export type StoredChange = readonly [Measure, string, number, string];

/** What makes version `n` out of the one below it. */
export interface Delta {
  readonly n: number;
  readonly changes: readonly Change[];
  readonly reached: readonly Reached[];
}

export const fromStoredChange = ([measure, place, edition, amount]: StoredChange): Change => ({
  measure,
  place,
  edition,
  amount: BigInt(amount),
});
