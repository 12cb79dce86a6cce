import { allEditions, type DistinctMeasure } from '../measure/measure.ts';
import type { Moment } from '../time/moment.ts';
import { type Edge, figureKey, type MemberEdge } from './edge.ts';

/** By how many things' word a member gains or loses at a moment. */
export type Step = Pick<MemberEdge, 'edition' | 'at' | 'step'>;

/** A member in a place, and what changes for it. */
export interface Touched {
  readonly measure: DistinctMeasure;
  readonly place: string;
  readonly member: string;
  /** At least one, in the order of their moments. */
  readonly added: readonly Step[];
  /** The first moment at which anything changes. */
  readonly since: Moment;
}

/** By how many things' word a member gains or loses in a place, all moments together; may be zero. */
export interface MemberMove {
  readonly touched: Touched;
  /** `allEditions`, too: over editions a member counts once. */
  readonly edition: number;
  readonly live: number;
}

/** The members that edges belong to; in the order of what names them. */
export function touchedBy(edges: readonly MemberEdge[]): Touched[] {
  const touched: (Touched & { added: Step[] })[] = [];
  for (const edge of edges.toSorted(byMemberAndMoment)) {
    const last = touched.at(-1);
    if (last && isSameMember(last, edge)) last.added.push(edge);
    else {
      const { measure, place, member, at } = edge;
      touched.push({ measure, place, member, added: [edge], since: at });
    }
  }
  return touched;
}

/**
 * What changes come to, for each edition and for all; in the order in which appliers that meet lock the members. Whoever moves one
 * of a member's editions has moved all of them together first, so what follows that is locked by nobody else.
 */
export function memberMoves(touched: readonly Touched[]): MemberMove[] {
  const moves: MemberMove[] = [];
  for (const one of touched) {
    for (const edition of new Set([allEditions, ...one.added.map((edge) => edge.edition)])) {
      moves.push({ touched: one, edition, live: sumOf(ofEdition(one.added, edition)) });
    }
  }
  return moves;
}

/**
 * By how much distinct figures move, and when: up where a member now begins to count, down where it ceases to, less where it
 * did so as was held before.
 * @param moves of all members for which anything changes
 * @param held the edges that were held of these members, at and after the first moment at which anything changes
 * @param after how many things name the members of `moves` now, in the same order
 */
export function presenceEdges(
  moves: readonly MemberMove[],
  held: ReadonlyMap<Touched, readonly Step[]>,
  after: readonly number[],
): Edge[] {
  const edges = new Map<string, Map<Moment, Edge & { amount: bigint }>>();

  moves.forEach(({ touched, edition, live }, i) => {
    const news = ofEdition(touched.added, edition);
    const olds = ofEdition(held.get(touched) ?? [], edition);
    const before = (after[i] ?? 0) - live - sumOf(olds);
    const figure = { measure: touched.measure, place: touched.place, edition };
    const key = figureKey(figure);
    const its = edges.get(key) ?? new Map<Moment, Edge & { amount: bigint }>();
    edges.set(key, its);
    const add = (at: Moment, step: number) => {
      const edge = its.get(at);
      if (edge) edge.amount += BigInt(step);
      else its.set(at, { ...figure, at, amount: BigInt(step) });
    };
    for (const [at, step] of crossings(before, [...olds, ...news])) add(at, step);
    for (const [at, step] of crossings(before, olds)) add(at, -step);
  });
  return [...edges.values()].flatMap((its) => [...its.values()]).filter(({ amount }) => amount !== 0n);
}

/** When a member begins (1) and ceases (-1) to count. */
function crossings(before: number, edges: readonly Step[]): [Moment, 1 | -1][] {
  const found: [Moment, 1 | -1][] = [];
  const inTime = edges.length > 1 ? edges.toSorted(byMoment) : edges;
  let [counted, live] = [before > 0, before];
  for (const [i, { at, step }] of inTime.entries()) {
    live += step;
    const isMomentOver = inTime[i + 1]?.at !== at;
    if (!isMomentOver || counted === live > 0) continue;
    counted = live > 0;
    found.push([at, counted ? 1 : -1]);
  }
  return found;
}

const sumOf = (edges: readonly Step[]): number => edges.reduce((sum, { step }) => sum + step, 0);

const ofEdition = (edges: readonly Step[], edition: number): readonly Step[] =>
  edition === allEditions ? edges : edges.filter((edge) => edge.edition === edition);

type Named = Pick<MemberEdge, 'measure' | 'place' | 'member'>;

const isSameMember = (a: Named, b: Named): boolean =>
  a.member === b.member && a.place === b.place && a.measure === b.measure;

const byMoment = (a: Step, b: Step): number => inOrder(a.at, b.at);

const byMemberAndMoment = (a: MemberEdge, b: MemberEdge): number =>
  inOrder(a.measure, b.measure) || inOrder(a.place, b.place) || inOrder(a.member, b.member) || byMoment(a, b);

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
