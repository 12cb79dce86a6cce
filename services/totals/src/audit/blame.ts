import type { Contribution } from '../contribution/contribution.ts';
import { allEditions } from '../measure/measure.ts';
import type { Behind, ThingName } from './finding.ts';

/** How many things are named behind one figure. */
const named = 5;

/** Of so many members it is remembered which things are behind; there are far more members than figures. */
const mostMembers = 20_000;

/** Which things that are wrong bear on which figures and members. */
export interface Blame {
  /** A thing is wrong; what it has to add, or what totals keep of it, are these. */
  on(thing: ThingName, contributions: readonly Contribution[]): void;
  /** @param key a cell's or a member's key */
  behind(key: string): Behind;
}

export const cellKey = (cell: { measure: string; place: string; edition: number }): string =>
  `${cell.measure}|${cell.place}|${cell.edition}`;

export const memberKey = (one: { measure: string; place: string; edition: number; member: string }): string =>
  `${cellKey(one)}|${one.member}`;

export function openBlame(): Blame {
  const cells = new Map<string, { things: ThingName[]; more: number }>();
  const members: typeof cells = new Map();
  const note = (map: typeof cells, key: string, thing: ThingName) => {
    const behind = map.get(key) ?? { things: [], more: 0 };
    map.set(key, behind);
    if (behind.things.length < named) behind.things.push(thing);
    else behind.more += 1;
  };
  return {
    on({ topic, thing }, contributions) {
      const touched = new Set<string>();
      const touchedMembers = new Set<string>();
      for (const { cells, members } of contributions) {
        for (const cell of cells) touched.add(cellKey(cell));
        for (const member of members) {
          for (const edition of [member.edition, allEditions]) {
            touched.add(cellKey({ ...member, edition }));
            touchedMembers.add(memberKey({ ...member, edition }));
          }
        }
      }
      for (const key of touched) note(cells, key, { topic, thing });
      for (const key of touchedMembers) {
        if (members.size < mostMembers || members.has(key)) note(members, key, { topic, thing });
      }
    },
    behind: (key) => cells.get(key) ?? members.get(key) ?? { things: [], more: 0 },
  };
}
