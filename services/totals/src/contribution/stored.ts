import type { DistinctMeasure, SumMeasure } from '../measure/measure.ts';
import type { Contribution } from './contribution.ts';

/** A contribution as it is kept in the database: `c` cells with amounts as digits, `m` members. */
export interface StoredContribution {
  readonly c: readonly (readonly [SumMeasure, string, number, string])[];
  readonly m: readonly (readonly [DistinctMeasure, string, number, string])[];
}

export const toStored = ({ cells, members }: Contribution): StoredContribution => ({
  c: cells.map((cell) => [cell.measure, cell.place, cell.edition, cell.amount.toString()]),
  m: members.map((member) => [member.measure, member.place, member.edition, member.member]),
});

export const fromStored = ({ c, m }: StoredContribution): Contribution => ({
  cells: c.map(([measure, place, edition, amount]) => ({ measure, place, edition, amount: BigInt(amount) })),
  members: m.map(([measure, place, edition, member]) => ({ measure, place, edition, member })),
});

/** The texts of contributions that many things share. */
const texts = new WeakMap<Contribution, string>();

const textMade = (contribution: Contribution): string => JSON.stringify(toStored(contribution));

/** The text that is kept of a contribution. */
export const storedText = (contribution: Contribution): string =>
  texts.get(contribution) ?? textMade(contribution);

/** Makes that text once for all things that share a contribution. @returns the contribution */
export function withText(contribution: Contribution): Contribution {
  texts.set(contribution, textMade(contribution));
  return contribution;
}
