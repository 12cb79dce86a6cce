import type { Cell, Contribution, Member } from '../contribution/contribution.ts';
import { allEditions, type Measure } from '../measure/measure.ts';

/** By how much a figure moves. */
export type CellMove = Cell<Measure>;

/** By how many things' word a member gains (or loses, below zero) in a place. */
export interface MemberMove extends Member {
  readonly live: number;
}

/** What a batch moves. Sorted by key, each key once, none by zero: appliers that meet lock in the same order. */
export interface Movement {
  readonly cells: readonly CellMove[];
  readonly members: readonly MemberMove[];
}

export interface Replacement {
  /** What the thing added before; undefined when it is new. */
  readonly former: Contribution | undefined;
  readonly present: Contribution;
}

/** The differences that arise when things' contributions are replaced by others. */
export function movementOf(replacements: readonly Replacement[]): Movement {
  const cells = new Map<string, CellMove>();
  const members = new Map<string, MemberMove>();

  const add = (contribution: Contribution, sign: 1 | -1) => {
    for (const cell of contribution.cells) {
      const key = cellKey(cell);
      const amount = (cells.get(key)?.amount ?? 0n) + BigInt(sign) * cell.amount;
      cells.set(key, { ...cell, amount });
    }
    for (const member of contribution.members) {
      for (const edition of [allEditions, member.edition]) {
        const key = `${cellKey({ ...member, edition })}|${member.member}`;
        members.set(key, { ...member, edition, live: (members.get(key)?.live ?? 0) + sign });
      }
    }
  };
  for (const { former, present } of replacements) {
    if (former) add(former, -1);
    add(present, 1);
  }
  return {
    cells: sortedByKey(cells).filter(({ amount }) => amount !== 0n),
    members: sortedByKey(members).filter(({ live }) => live !== 0),
  };
}

/**
 * The figures that members move: one up for each that has come to count, one down for each that has ceased to.
 * @param after the same members with how many things name them now
 */
export function crossings(moves: readonly MemberMove[], after: readonly number[]): CellMove[] {
  const cells = new Map<string, CellMove>();
  moves.forEach((move, i) => {
    const now = after[i] ?? 0;
    const step = Number(now > 0) - Number(now - move.live > 0);
    if (step === 0) return;
    const { measure, place, edition } = move;
    const key = cellKey(move);
    const amount = (cells.get(key)?.amount ?? 0n) + BigInt(step);
    cells.set(key, { measure, place, edition, amount });
  });
  return sortedByKey(cells).filter(({ amount }) => amount !== 0n);
}

/** Two lists of moves of different figures as one, in the order of keys. */
export const inKeyOrder = (moves: readonly CellMove[]): CellMove[] =>
  sortedByKey(new Map(moves.map((move) => [cellKey(move), move])));

const cellKey = ({ measure, place, edition }: Pick<CellMove, 'measure' | 'place' | 'edition'>): string =>
  `${measure}|${place}|${edition}`;

function sortedByKey<Value>(map: ReadonlyMap<string, Value>): Value[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
