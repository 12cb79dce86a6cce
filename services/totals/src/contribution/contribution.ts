import type { DistinctMeasure, Measure, SumMeasure } from '../measure/measure.ts';

/** What one thing adds to one figure. Money in centimes. */
export interface Cell<M extends Measure = SumMeasure> {
  readonly measure: M;
  /** HCP code of a commune, else of a province. */
  readonly place: string;
  readonly edition: number;
  readonly amount: bigint;
}

/** One thing's word that `member` counts in a place. It counts once there, whoever else says so too. */
export interface Member {
  readonly measure: DistinctMeasure;
  readonly place: string;
  readonly edition: number;
  readonly member: string;
}

/** All that one version of one thing adds to the figures: a function of that one event. */
export interface Contribution {
  readonly cells: readonly Cell[];
  readonly members: readonly Member[];
}

export const nothing: Contribution = { cells: [], members: [] };

/** The same with amounts of one figure added, zeros and repeated members left out: each key stands there once. */
export function tidy(contribution: Contribution): Contribution {
  const { cells, members } = contribution;
  if (members.length === 0 && cells.length <= few && areTidy(cells)) return contribution;
  const sums = new Map<string, Cell>();
  for (const cell of cells) {
    const key = `${cell.measure}|${cell.place}|${cell.edition}`;
    const sum = sums.get(key);
    sums.set(key, sum ? { ...cell, amount: sum.amount + cell.amount } : cell);
  }
  const once = new Map(members.map((m) => [`${m.measure}|${m.place}|${m.edition}|${m.member}`, m]));
  return { cells: [...sums.values()].filter(({ amount }) => amount !== 0n), members: [...once.values()] };
}

/** All things but agreements move so few figures: comparing these with each other is less than naming them. */
const few = 3;

const areTidy = (cells: readonly Cell[]): boolean =>
  cells.every(
    ({ amount, measure, place }, i) =>
      amount !== 0n && cells.findIndex((other) => other.measure === measure && other.place === place) === i,
  );
