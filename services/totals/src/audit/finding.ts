import type { StoredContribution } from '../contribution/stored.ts';
import type { Measure } from '../measure/measure.ts';
import type { Crossing } from './crossing.rules.ts';
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
  readonly kind: 'thing';
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
  readonly kind: 'cell';
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
  readonly kind: 'member';
  readonly measure: Measure;
  readonly place: string;
  readonly edition: number;
  readonly member: string;
  /** How many things name it, as the sources' events say. */
  readonly sources: number;
  readonly totals: number;
}

export type Difference = ThingDifference | CellDifference | MemberDifference;

/** What was found, and what of it is named: of a great many only the first. */
export interface Named<Finding> {
  readonly count: number;
  readonly named: readonly Finding[];
}

/** What one look at everything found. */
export interface Look {
  readonly at: string;
  readonly seconds: number;
  /** The version of the figures that was looked at: `<generation>.<n>`. */
  readonly version: string;
  readonly equal: boolean;
  readonly compared: {
    readonly things: Readonly<Record<string, number>>;
    readonly cells: number;
    readonly members: number;
  };
  /** Things of which the source had just told more than totals held, and how many of them totals came to hold since. */
  readonly inFlight: { readonly count: number; readonly arrived: number };
  readonly things: Named<ThingDifference>;
  readonly cells: Named<CellDifference>;
  readonly members: Named<MemberDifference>;
  /** Of all of them, `noticed` have been acted on by their service and wait for people. */
  readonly crossings: Named<Crossing> & { readonly noticed: number };
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
