import { inOrderOfKeys } from '@awrach/messaging';
import type { ProvinceCode } from '@awrach/territory';
import type { Cell } from '../contribution/contribution.ts';
import type { Measure } from '../measure/measure.ts';
import { locationOf } from '../measure/place.ts';
import { type Day, dayOf, firstOfMonth, type Moment } from '../time/moment.ts';
import { type Edge, figureKey } from './edge.ts';

/** By how much a figure moves. */
export type CellMove = Cell<Measure>;

/** By how much a figure moves within a day in a whole region, or within a month in a whole province. */
export interface SpanMove extends CellMove {
  readonly span: 'day' | 'month';
  readonly first: Day;
}

/** All edges that one batch makes in one province within one day. */
export interface Movement {
  readonly province: ProvinceCode;
  readonly day: Day;
  readonly firstAt: Moment;
  readonly lastAt: Moment;
  /** What they come to, communes and province together. */
  readonly sums: readonly CellMove[];
  readonly edges: readonly Edge[];
}

/** What edges come to in the present; none by zero, in the order of keys. */
export const cellMoves = (edges: readonly Edge[]): CellMove[] => inOrder(summed(edges));

/** The same edges, by province and day; what they come to in the order of keys. */
export function movementsOf(edges: readonly Edge[]): Movement[] {
  const groups = new Map<string, { province: ProvinceCode; day: Day; its: Edge[] }>();
  for (const edge of edges) {
    const { province } = locationOf(edge.place);
    const day = dayOf(edge.at);
    const key = `${province}|${day}`;
    const group = groups.get(key);
    if (group) group.its.push(edge);
    else groups.set(key, { province, day, its: [edge] });
  }
  return [...groups.values()].map(({ province, day, its }) => {
    let [firstAt, lastAt] = [its[0]?.at ?? '', ''];
    for (const { at } of its) {
      if (at < firstAt) firstAt = at;
      if (at > lastAt) lastAt = at;
    }
    return { province, day, firstAt, lastAt, sums: inOrder(summed(its, province)), edges: its };
  });
}

/** What movements come to within each day and each month; none by zero, in the order of keys. */
export function spanMoves(movements: readonly Movement[]): SpanMove[] {
  const moves = new Map<string, SpanMove>();
  for (const { province, day, sums } of movements) {
    const { region } = locationOf(province);
    for (const [span, first, place] of [
      ['day', day, region],
      ['month', firstOfMonth(day), province],
    ] as const) {
      for (const { measure, edition, amount } of sums) {
        const key = `${span}|${first}|${measure}|${place}|${edition}`;
        const sum = (moves.get(key)?.amount ?? 0n) + amount;
        moves.set(key, { span, first, measure, place, edition, amount: sum });
      }
    }
  }
  return inOrder(moves);
}

/** @param whole where all of them are counted; where each is, when left out */
function summed(moves: readonly CellMove[], whole?: ProvinceCode): Map<string, CellMove> {
  const sums = new Map<string, { -readonly [Field in keyof CellMove]: CellMove[Field] }>();
  for (const { measure, place: own, edition, amount } of moves) {
    const place = whole ?? own;
    const key = figureKey({ measure, place, edition });
    const sum = sums.get(key);
    if (sum) sum.amount += amount;
    else sums.set(key, { measure, place, edition, amount });
  }
  return sums;
}

/** None by zero; in the order in which appliers that meet lock. */
const inOrder = <Move extends CellMove>(moves: ReadonlyMap<string, Move>): Move[] =>
  inOrderOfKeys(moves).filter(({ amount }) => amount !== 0n);
