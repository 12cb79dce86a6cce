import type { Contribution } from '../contribution/contribution.ts';
import { allEditions, type Measure } from '../measure/measure.ts';
import { cellKey, memberKey } from './blame.ts';
import type { Counts } from './member-slices.ts';

/** Figures by `cellKey`; money in centimes. Those that are zero may be left out. */
export type Figures = ReadonlyMap<string, bigint>;

/** Adds what one thing has to add to the figures that are sums, and says which members it names, each edition by itself and all. */
export function addUp(
  { cells, members }: Contribution,
  figures: Map<string, bigint>,
  names: (memberKey: string) => void,
): void {
  for (const cell of cells) {
    const key = cellKey(cell);
    figures.set(key, (figures.get(key) ?? 0n) + cell.amount);
  }
  for (const member of members) {
    for (const edition of [member.edition, allEditions]) names(memberKey({ ...member, edition }));
  }
}

/** Adds to the distinct figures what these members come to, each once, and gives those of which the two sides say otherwise. */
export function countMembers(
  members: ReadonlyMap<string, Counts>,
  figures: Map<string, bigint>,
): { readonly key: string; readonly counts: Counts }[] {
  const different: { key: string; counts: Counts }[] = [];
  for (const [key, counts] of members) {
    if (counts.sources > 0) {
      const { measure, place, edition } = memberOf(key);
      const figure = cellKey({ measure, place, edition });
      figures.set(figure, (figures.get(figure) ?? 0n) + 1n);
    }
    if (counts.sources !== counts.totals) different.push({ key, counts });
  }
  return different;
}

/** The figures of which the two sides say otherwise, in the order of their keys. */
export function differentFigures(
  sources: Figures,
  totals: Figures,
): { readonly key: string; readonly sources: bigint; readonly totals: bigint }[] {
  return [...new Set([...sources.keys(), ...totals.keys()])]
    .map((key) => ({ key, sources: sources.get(key) ?? 0n, totals: totals.get(key) ?? 0n }))
    .filter(({ sources, totals }) => sources !== totals)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a member's key is made of; of a cell's key, `member` is empty. */
export function memberOf(key: string): {
  readonly measure: Measure;
  readonly place: string;
  readonly edition: number;
  readonly member: string;
} {
  const [measure = '', place = '', edition = '', ...member] = key.split('|');
  // Keys are made of measures only.
  return { measure: measure as Measure, place, edition: Number(edition), member: member.join('|') };
}
