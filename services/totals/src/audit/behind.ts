import { allEditions } from '../measure/measure.ts';
import type { Behind, ThingName } from './finding.ts';
import { dueOf } from './thing.rules.ts';
import type { WrongThing } from './things.store.ts';

/** How many things are named behind one figure. */
const most = 5;

interface Figure {
  readonly measure: string;
  readonly place: string;
  readonly edition: number;
  /** One member behind a distinct figure; undefined: the figure itself. */
  readonly member?: string;
}

/** Names behind each of these figures the things that bear on it: among those that are wrong, by what they should add or what totals keep of them. */
export function nameBehind<Of extends Figure>(
  figures: readonly Of[],
  wrong: readonly WrongThing[],
): (Of & Behind)[] {
  const things = new Map(figures.map((figure): [string, ThingName[]] => [keyOf(figure), []]));
  for (const one of wrong) {
    for (const key of touchedBy(one)) things.get(key)?.push({ topic: one.topic, thing: one.thing });
  }
  return figures.map((figure) => {
    const all = things.get(keyOf(figure)) ?? [];
    return { ...figure, things: all.slice(0, most), more: Math.max(0, all.length - most) };
  });
}

function touchedBy(one: WrongThing): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { cells, members } of [dueOf(one.wrong, one), ...(one.held ? [one.held.contribution] : [])]) {
    for (const cell of cells) touched.add(keyOf(cell));
    for (const { measure, place, member, edition } of members) {
      for (const each of [edition, allEditions]) {
        touched.add(keyOf({ measure, place, edition: each }));
        touched.add(keyOf({ measure, place, edition: each, member }));
      }
    }
  }
  return touched;
}

const keyOf = ({ measure, place, edition, member }: Figure): string =>
  [measure, place, edition, ...(member === undefined ? [] : [member])].join('|');
