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

/** What is held of a member. */
export interface Held {
  /** How many things named it, in each edition, before the first moment at which anything changes. */
  readonly before: readonly Pick<Step, 'edition' | 'step'>[];
  /** What it gained and lost from that moment on. */
  readonly since: readonly Step[];
}

const nothing: Held = { before: [], since: [] };

/** The members that edges belong to, in the order in which PostgreSQL finds them side by side. */
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
 * By how much distinct figures move, and when: up where a member now begins to count, down where it ceases to, less where it
 * did so as was held before.
 * @param touched all members for which anything changes
 * @param held what was held of them; a member of which nothing was may be left out
 * @throws Error when fewer than no things would name a member: what is held contradicts itself, and counting on would hide it
 */
export function presenceEdges(touched: readonly Touched[], held: ReadonlyMap<Touched, Held>): Edge[] {
  const edges = new Map<string, Edge & { amount: bigint }>();
  for (const one of touched) {
    const { measure, place, member, added } = one;
    const { before, since } = held.get(one) ?? nothing;
    // Over editions a member counts once.
    for (const edition of new Set([allEditions, ...added.map((step) => step.edition)])) {
      const live = sumOf(ofEdition(before, edition));
      const [olds, news] = [ofEdition(since, edition), ofEdition(added, edition)];
      // One that counted before, and is named by more and more, goes on counting.
      if (live > 0 && olds.every(isGain) && news.every(isGain)) continue;
      const figure = { measure, place, edition };
      const add = (at: Moment, step: number) => {
        const key = `${figureKey(figure)}|${at}`;
        const edge = edges.get(key);
        if (edge) edge.amount += BigInt(step);
        else edges.set(key, { ...figure, at, amount: BigInt(step) });
      };
      if (live + sumOf(olds) + sumOf(news) < 0) {
        throw new Error(
          `${JSON.stringify({ ...figure, member })}: a member would be named by fewer than no things.`,
        );
      }
      for (const [at, step] of crossings(live, [...olds, ...news])) add(at, step);
      for (const [at, step] of crossings(live, olds)) add(at, -step);
    }
  }
  return [...edges.values()].filter(({ amount }) => amount !== 0n);
}

/** When a member begins (1) and ceases (-1) to count. */
function crossings(before: number, edges: readonly Step[]): [Moment, 1 | -1][] {
  const found: [Moment, 1 | -1][] = [];
  const inTime = edges.length > 1 ? edges.toSorted(byMoment) : edges;
  let [counted, live] = [before > 0, before];
  for (let i = 0; i < inTime.length; i += 1) {
    const { at, step } = inTime[i] as Step; /* i is below the length */
    live += step;
    const isMomentOver = inTime[i + 1]?.at !== at;
    if (!isMomentOver || counted === live > 0) continue;
    counted = live > 0;
    found.push([at, counted ? 1 : -1]);
  }
  return found;
}

const isGain = ({ step }: Step): boolean => step > 0;

const sumOf = (steps: readonly Pick<Step, 'step'>[]): number =>
  steps.reduce((sum, { step }) => sum + step, 0);

const ofEdition = <One extends Pick<Step, 'edition'>>(steps: readonly One[], edition: number) =>
  edition === allEditions ? steps : steps.filter((one) => one.edition === edition);

type Named = Pick<MemberEdge, 'measure' | 'place' | 'member'>;

const isSameMember = (a: Named, b: Named): boolean =>
  a.member === b.member && a.place === b.place && a.measure === b.measure;

const byMoment = (a: Step, b: Step): number => inOrder(a.at, b.at);

const byMemberAndMoment = (a: MemberEdge, b: MemberEdge): number =>
  inOrder(a.member, b.member) || inOrder(a.place, b.place) || inOrder(a.measure, b.measure) || byMoment(a, b);

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
