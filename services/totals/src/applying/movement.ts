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

interface Group {
  readonly province: ProvinceCode;
  readonly day: Day;
  readonly its: Edge[];
}

/** The same edges, by province and day; what they come to in the order of keys. */
export function movementsOf(edges: readonly Edge[]): Movement[] {
  const groups = new Map<string, Group>();
  let last: Edge | undefined;
  let group: Group | undefined;
  for (const edge of edges) {
    // What one event moves stands side by side, and most of it belongs together.
    if (group === undefined || edge.place !== last?.place || edge.at !== last.at) {
      const { province } = locationOf(edge.place);
      const day = dayOf(edge.at);
      const key = `${province}|${day}`;
      group = groups.get(key) ?? { province, day, its: [] };
      groups.set(key, group);
      last = edge;
    }
    group.its.push(edge);
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

/**
 * What moves of the same figures come to, by `figureKey`; some by zero.
 * @param whole where all of them are counted; where each is, when left out
 */
export function summed(moves: readonly CellMove[], whole?: ProvinceCode): ReadonlyMap<string, CellMove> {
  const ofPlaces = new Map<string, Sum[]>();
  for (const { measure, place: own, edition, amount } of moves) {
    const place = whole ?? own;
    const sums = ofPlaces.get(place) ?? [];
    if (sums.length === 0) ofPlaces.set(place, sums);
    // A place has few figures: comparing is less than naming each, and a loop less than making a function for each.
    let known: Sum | undefined;
    for (const sum of sums) {
      if (sum.measure !== measure || sum.edition !== edition) continue;
      known = sum;
      break;
    }
    if (known) known.amount += amount;
    else sums.push({ measure, place, edition, amount });
  }
  return new Map([...ofPlaces.values()].flat().map((sum) => [figureKey(sum), sum]));
}

type Sum = { -readonly [Field in keyof CellMove]: CellMove[Field] };

/** None by zero; in the order in which appliers that meet lock. */
export const inOrder = <Move extends CellMove>(moves: ReadonlyMap<string, Move>): Move[] =>
  inOrderOfKeys(moves).filter(({ amount }) => amount !== 0n);
