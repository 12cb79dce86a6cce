import type { Cell, Contribution, Member } from '../contribution/contribution.ts';
import type { Measure } from '../measure/measure.ts';
import type { Moment } from '../time/moment.ts';
import { type Kept, onceKnown } from './timeline.ts';

/** By how much a figure moves at a moment: the figure known at T is the sum of its edges up to T. */
export interface Edge extends Cell<Measure> {
  readonly at: Moment;
}

/** By how many things' word a member gains (or loses, below zero) in a place at a moment. */
export interface MemberEdge extends Member {
  readonly at: Moment;
  readonly step: number;
}

/** What was held of a thing, and what is held of it now. Versions older than any that matter may be left out of both. */
export interface Retold {
  readonly former: readonly Kept[];
  readonly present: readonly Kept[];
}

export interface Edges {
  readonly cells: readonly Edge[];
  readonly members: readonly MemberEdge[];
}

/**
 * What changes in the course of time when things have come to be known otherwise: the edges of their new courses, less those
 * of the former. A new version adds edges at its own moment; one that comes late also moves those of its neighbours.
 */
export function edgesOf(retold: readonly Retold[]): Edges {
  const cells: Edge[] = [];
  const members: MemberEdge[] = [];
  const retoldCells = new Map<string, Edge>();
  const retoldMembers = new Map<string, MemberEdge>();

  const add = (contribution: Contribution | undefined, at: Moment, sign: 1 | -1) => {
    for (const cell of contribution?.cells ?? []) {
      const key = `${figureKey(cell)}|${at}`;
      const amount = (retoldCells.get(key)?.amount ?? 0n) + BigInt(sign) * cell.amount;
      retoldCells.set(key, { ...cell, at, amount });
    }
    for (const member of contribution?.members ?? []) {
      const key = `${figureKey(member)}|${member.member}|${at}`;
      retoldMembers.set(key, { ...member, at, step: (retoldMembers.get(key)?.step ?? 0) + sign });
    }
  };
  const addCourse = (course: readonly Kept[], from: number, sign: 1 | -1) => {
    for (let i = from; i < course.length; i += 1) {
      const { recordedAt, contribution } = course[i] as Kept; /* i is below the length */
      add(course[i - 1]?.contribution, recordedAt, sign === 1 ? -1 : 1);
      add(contribution, recordedAt, sign);
    }
  };

  for (const { former, present } of retold) {
    const [first] = present;
    if (first && former.length === 0 && present.length === 1) {
      // Most things, when totals are built: there is nothing that the edges could add up with, or cancel.
      const { recordedAt: at, contribution } = first;
      for (const cell of contribution.cells) cells.push({ ...cell, at });
      for (const member of contribution.members) members.push({ ...member, at, step: 1 });
      continue;
    }
    const [was, is] = [onceKnown(former), onceKnown(present)];
    let same = 0;
    while (same < was.length && was[same] === is[same]) same += 1;
    addCourse(was, same, -1);
    addCourse(is, same, 1);
  }
  for (const edge of retoldCells.values()) if (edge.amount !== 0n) cells.push(edge);
  for (const edge of retoldMembers.values()) if (edge.step !== 0) members.push(edge);
  return { cells, members };
}

/** Names one figure. */
export const figureKey = ({ measure, place, edition }: Pick<Edge, 'measure' | 'place' | 'edition'>): string =>
  `${measure}|${place}|${edition}`;
