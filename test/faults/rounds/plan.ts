import { seeded } from './seeded.ts';

/** A fault that strikes in a round, by its name. */
interface Planned {
  readonly fault: string;
  /** It begins when so many writes of the round were confirmed. */
  readonly after: number;
}

export interface Plan {
  /** Which round of the run, from 1. */
  readonly round: number;
  readonly faults: readonly Planned[];
}

export interface Course {
  readonly seed: number;
  readonly rounds: number;
  /** How many faults strike in one round. */
  readonly faultsPerRound: number;
  /** Below so many confirmed writes every fault has begun. */
  readonly begunWithin: number;
}

/**
 * What goes wrong in each round, and when. Faults are drawn like cards: each of the deck strikes once before any strikes
 * again. The same seed and deck give the same plans.
 */
export function plansOf(
  { seed, rounds, faultsPerRound, begunWithin }: Course,
  deck: readonly string[],
): Plan[] {
  const plans: Plan[] = [];
  let cards: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const chance = seeded(seed, 'plan', round);
    const faults: Planned[] = [];
    while (faults.length < faultsPerRound) {
      if (cards.length === 0) cards = chance.shuffled(deck);
      faults.push({ fault: cards.shift() ?? '', after: chance.below(begunWithin) });
    }
    plans.push({ round, faults });
  }
  return plans;
}
