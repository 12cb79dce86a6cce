import type { StoredContribution } from '../contribution/stored.ts';
import type { DistinctMeasure, Measure } from '../measure/measure.ts';
import type { Crossing } from './crossings.store.ts';
import type { Wrong } from './thing.rules.ts';

/** One thing, by the topic that tells of it. */
export interface ThingName {
  readonly topic: string;
  readonly thing: string;
}

/** A message that totals could not apply. */
export interface Letter {
  /** The dead letter's id. */
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
  /** The version that the message told of; null when it did not say. */
  readonly version: number | null;
}

export interface ThingDifference extends ThingName {
  readonly wrong: Wrong;
  readonly source: Side | null;
  readonly totals: Side | null;
  readonly deadLetters: readonly Letter[];
}

export interface Side {
  readonly version: number;
  readonly recordedAt: string;
  /** What the version adds, in the form in which totals keep it (money in centimes). */
  readonly adds: StoredContribution;
}

/** The things that are wrong and bear on a figure: the first of them, and how many more there are. */
export interface Behind {
  readonly things: readonly ThingName[];
  readonly more: number;
}

export interface CellDifference extends Behind {
  readonly measure: Measure;
  readonly place: string;
  /** 0: all editions together. */
  readonly edition: number;
  /** As the sources' events add up; digits, centimes for money. */
  readonly sources: string;
  /** As totals hold it. */
  readonly totals: string;
}

export interface MemberDifference extends Behind {
  readonly measure: DistinctMeasure;
  readonly place: string;
  readonly edition: number;
  readonly member: string;
  /** How many things name it, as the sources' events say. */
  readonly sources: string;
  readonly totals: string;
}

/** By what a figure moved, where it is kept otherwise than the versions of things say. */
export interface MoveDifference {
  /** Where: edge by edge, or in what the edges of batches, days and months come to. */
  readonly kept: 'edge' | 'batch' | 'day' | 'month';
  readonly measure: Measure;
  readonly place: string;
  /** 0: all editions together. */
  readonly edition: number;
  /** Of an edge its moment, in UTC; of anything else the day or the first of the month, in UTC+1. */
  readonly at: string;
  /** As the versions add up that totals hold; digits, centimes for money. */
  readonly versions: string;
  readonly totals: string;
}

/** What was found, and what of it is named: of a great many only the first. */
export interface Named<Finding> {
  readonly count: number;
  readonly named: readonly Finding[];
}

/** The figures of totals, compared with what their sources have told. */
export interface FiguresFound {
  /** The version of the figures that was looked at: `<generation>.<n>`. */
  readonly version: string;
  readonly compared: { readonly cells: number; readonly members: number };
  readonly cells: Named<CellDifference>;
  readonly members: Named<MemberDifference>;
}

/** What totals keep of the past, compared with all versions of all things that they hold. */
export interface PastFound extends Named<MoveDifference> {
  /** How many moves of a figure at a moment. */
  readonly compared: number;
}

/** What one look at everything found. */
export interface Look {
  readonly at: string;
  readonly seconds: number;
  readonly equal: boolean;
  /** How many things were compared, by topic. */
  readonly compared: Readonly<Record<string, number>>;
  /** Things that differed at first and no longer did when looked at again: they were under way. */
  readonly cameRight: number;
  readonly things: Named<ThingDifference>;
  /** Null when so many things are wrong that nothing more was looked at. */
  readonly figures: FiguresFound | null;
  /** Null when figures are. */
  readonly past: PastFound | null;
  readonly crossings: Named<Crossing> & {
    /** Those of them that their service has said nothing about since. */
    readonly unanswered: number;
  };
}

/** Counts what is found and keeps the first of it, so that a look takes no more memory when all is wrong. */
export function findings<Finding>(most: number): Named<Finding> & { add(finding: Finding): void } {
  const named: Finding[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    named,
    add(finding) {
      count += 1;
      if (named.length < most) named.push(finding);
    },
  };
}
