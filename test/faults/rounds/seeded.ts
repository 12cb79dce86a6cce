import { createHash } from 'node:crypto';
import { type Chance, chance } from '../../testkit/chance.ts';

/** Choices for one part of a run: the same for the same seed and part, whatever the other parts choose, and when. */
export function seeded(seed: number, ...part: readonly (string | number)[]): Chance {
  const digest = createHash('sha256').update([seed, ...part].join('|'));
  return chance(digest.digest().readUInt32BE(0));
}
