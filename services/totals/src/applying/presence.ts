import { inOrderOfKeys } from '@awrach/messaging';
import { allEditions, type DistinctMeasure } from '../measure/measure.ts';
import type { Moment } from '../time/moment.ts';
import { type Edge, figureKey, type MemberEdge } from './edge.ts';

/** By how many things' word a member gains or loses in a place, all moments together; may be zero. */
export interface MemberMove {
  readonly measure: DistinctMeasure;
  readonly place: string;
  /** `allEditions`, too: over editions a member counts once. */
  readonly edition: number;
  readonly member: string;
  readonly live: number;
}

/** A member in a place, and the first moment at which anything changes for it. */
export interface Touched {
  readonly measure: DistinctMeasure;
  readonly place: string;
  readonly member: string;
  readonly since: Moment;
}

/** What edges come to, for each edition and for all; in the order of keys, in which appliers that meet lock them. */
export function memberMoves(edges: readonly MemberEdge[]): MemberMove[] {
  const moves = new Map<string, MemberMove>();
  for (const { measure, place, edition: own, member, step } of edges) {
    for (const edition of [own, allEditions]) {
      const key = moveKey({ measure, place, edition, member });
      moves.set(key, { measure, place, edition, member, live: (moves.get(key)?.live ?? 0) + step });
    }
  }
  return inOrderOfKeys(moves);
}

export function touchedBy(edges: readonly MemberEdge[]): Touched[] {
  const touched = new Map<string, Touched>();
  for (const { measure, place, member, at } of edges) {
    const key = memberKey({ measure, place, member });
    const known = touched.get(key);
    if (!known || at < known.since) touched.set(key, { measure, place, member, since: at });
  }
  return [...touched.values()];
}

/**
 * By how much distinct figures move, and when: up where a member now begins to count, down where it ceases to, less where it
 * did so as was held before.
 * @param added what changes for the members
 * @param held the edges that were held of the same members, at and after the first moment at which anything changes
 * @param moves what `added` comes to
 * @param after how many things name the members of `moves` now, in the same order
 */
export function presenceEdges(
  added: readonly MemberEdge[],
  held: readonly MemberEdge[],
  moves: readonly MemberMove[],
  after: readonly number[],
): Edge[] {
  const addedTo = Map.groupBy(added, memberKey);
  const heldOf = Map.groupBy(held, memberKey);
  const edges = new Map<string, Edge>();

  moves.forEach(({ measure, place, edition, member }, i) => {
    const isOf = (edge: MemberEdge) => edition === allEditions || edge.edition === edition;
    const key = memberKey({ measure, place, member });
    const news = (addedTo.get(key) ?? []).filter(isOf);
    const olds = (heldOf.get(key) ?? []).filter(isOf);
    const before = (after[i] ?? 0) - sumOf(news) - sumOf(olds);
    const add = (at: Moment, step: number) => {
      const figure = { measure, place, edition };
      const edgeKey = `${figureKey(figure)}|${at}`;
      const amount = (edges.get(edgeKey)?.amount ?? 0n) + BigInt(step);
      edges.set(edgeKey, { ...figure, at, amount });
    };
    for (const [at, step] of crossings(before, [...olds, ...news])) add(at, step);
    for (const [at, step] of crossings(before, olds)) add(at, -step);
  });
  return [...edges.values()].filter(({ amount }) => amount !== 0n);
}

/** When a member begins (1) and ceases (-1) to count. */
function crossings(before: number, edges: readonly MemberEdge[]): [Moment, 1 | -1][] {
  const steps = new Map<Moment, number>();
  for (const { at, step } of edges) steps.set(at, (steps.get(at) ?? 0) + step);
  const found: [Moment, 1 | -1][] = [];
  let live = before;
  for (const [at, step] of [...steps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const counted = live > 0;
    live += step;
    if (counted !== live > 0) found.push([at, live > 0 ? 1 : -1]);
  }
  return found;
}

const sumOf = (edges: readonly MemberEdge[]): number => edges.reduce((sum, { step }) => sum + step, 0);

const memberKey = ({ measure, place, member }: Pick<MemberEdge, 'measure' | 'place' | 'member'>): string =>
  `${measure}|${place}|${member}`;

/** The key of a row of `member`: in the order of these they are locked. */
export const moveKey = (move: Omit<MemberMove, 'live'>): string => `${figureKey(move)}|${move.member}`;
