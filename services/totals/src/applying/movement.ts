import type { Cell } from '../contribution/contribution.ts';
import type { Measure } from '../measure/measure.ts';
import { type Day, dayOf, firstOfMonth, type Moment } from '../time/moment.ts';
import { type Edge, figureKey } from './edge.ts';

/** By how much a figure moves. */
export type CellMove = Cell<Measure>;

/** By how much a figure moves within a day or a month. */
export interface SpanMove extends CellMove {
  readonly span: 'day' | 'month';
  readonly first: Day;
}

/** All edges that one batch makes within one day. */
export interface Movement {
  readonly day: Day;
  /** The latest of their moments. */
  readonly lastAt: Moment;
  readonly edges: readonly Edge[];
}

/** What edges come to in the present; none by zero, in the order of keys. */
export function cellMoves(edges: readonly Edge[]): CellMove[] {
  const moves = new Map<string, CellMove>();
  for (const { measure, place, edition, amount } of edges) {
    const key = figureKey({ measure, place, edition });
    moves.set(key, { measure, place, edition, amount: (moves.get(key)?.amount ?? 0n) + amount });
  }
  return inOrder(moves);
}

/** What edges come to within each day and each month; none by zero, in the order of keys. */
export function spanMoves(edges: readonly Edge[]): SpanMove[] {
  const moves = new Map<string, SpanMove>();
  for (const edge of edges) {
    const { measure, place, edition, amount } = edge;
    const day = dayOf(edge.at);
    for (const [span, first] of [
      ['day', day],
      ['month', firstOfMonth(day)],
    ] as const) {
      const key = `${span}|${first}|${figureKey(edge)}`;
      const sum = (moves.get(key)?.amount ?? 0n) + amount;
      moves.set(key, { span, first, measure, place, edition, amount: sum });
    }
  }
  return inOrder(moves);
}

/** The same edges, day by day. */
export function movementsOf(edges: readonly Edge[]): Movement[] {
  return [...Map.groupBy(edges, ({ at }) => dayOf(at))].map(([day, its]) => ({
    day,
    lastAt:
      its
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? '',
    edges: its,
  }));
}

/** Appliers that meet lock in the same order. */
function inOrder<Move extends CellMove>(moves: ReadonlyMap<string, Move>): Move[] {
  return [...moves]
    .filter(([, { amount }]) => amount !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, move]) => move);
}
