import type { Service } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import { followed } from '../contribution/rules.ts';
import { toStored } from '../contribution/stored.ts';
import { findCrossings } from './crossings.store.ts';
import type { Databases } from './databases.ts';
import { compareFigures } from './figures.store.ts';
import type { Look, Side, ThingDifference } from './finding.ts';
import { lettersOf, nameOfThing } from './letters.store.ts';
import { lookAgain, type Suspect, suspectOf } from './look-again.ts';
import { comparePast } from './past.store.ts';
import type { Told } from './thing.rules.ts';
import { isWrong, judge, thingsIn, type WrongThing } from './things.store.ts';

export interface LookOptions {
  /** For so many seconds what a source has recorded may be under way. */
  readonly youngSeconds: number;
  /** So many findings of each kind are named; all are counted. */
  readonly most: number;
}

/** Beyond so many things that are wrong, totals are not wrong here and there, but behind or broken as a whole. */
const mostWrong = 10_000;

/** So many things that differ are collected before they are looked at again. */
const mostSuspects = 5_000;

/**
 * Compares totals with their sources once. When another generation becomes the live one meanwhile, what was seen of the
 * former means nothing for it: then all of it is compared anew.
 */
export async function lookAt(databases: Databases, options: LookOptions): Promise<Look> {
  for (;;) {
    const generation = await liveGeneration(databases.totals);
    const look = await compareAll(databases, options);
    if ((await liveGeneration(databases.totals)) === generation) return look;
  }
}

async function liveGeneration(totals: SqlClient): Promise<number | undefined> {
  const { rows } = await totals.query<{ generation: number }>('select generation from head');
  return rows[0]?.generation;
}

/**
 * First thing by thing, in slices of their keys; then the figures, at one moment, with what all
 * things add, where what is wrong of things is made good. So figures are compared with what the sources have told. The past is compared
 * with the versions that totals hold.
 */
async function compareAll(databases: Databases, { youngSeconds, most }: LookOptions): Promise<Look> {
  const began = performance.now();
  const at = new Date().toISOString();
  const { compared, cameRight, wrong } = await compareThings(databases, youngSeconds);
  const isBroken = wrong.length > mostWrong;
  const figures = isBroken ? null : await compareFigures(databases.totals, wrong, most);
  const past = isBroken ? null : await comparePast(databases.totals, most);
  const named = wrong.slice(0, most);
  const letters = await lettersOf(databases.totals, named);
  const crossings = await findCrossings(databases, { youngSeconds, most });
  return {
    at,
    seconds: Math.round(performance.now() - began) / 1_000,
    equal:
      wrong.length === 0 && figures?.cells.count === 0 && figures.members.count === 0 && past?.count === 0,
    compared,
    cameRight,
    things: {
      count: wrong.length,
      named: named.map((one) => ({ ...differenceOf(one), deadLetters: letters.get(nameOfThing(one)) ?? [] })),
    },
    figures,
    past,
    crossings,
  };
}

interface ThingsCompared {
  readonly compared: Record<string, number>;
  readonly cameRight: number;
  /** All of them; when there are more than `mostWrong`, those until there the comparison was given up. */
  readonly wrong: readonly WrongThing[];
}

async function compareThings(databases: Databases, youngSeconds: number): Promise<ThingsCompared> {
  const compared: Record<string, number> = {};
  const wrong: WrongThing[] = [];
  let cameRight = 0;
  let suspects: Suspect[] = [];
  const judgeNow = (topic: string, things: readonly string[]) =>
    judge({ source: databases[sourceOf(topic)], totals: databases.totals }, topic, things);
  const settle = async () => {
    const still = await lookAgain(suspects, judgeNow);
    wrong.push(...still);
    cameRight += suspects.length - still.length;
    suspects = [];
  };
  for (const { topic, service } of followed) {
    compared[topic] = 0;
    for await (const things of thingsIn({ source: databases[service], totals: databases.totals }, topic)) {
      compared[topic] += things.length;
      const wrongNow = (await judgeNow(topic, things)).filter(isWrong);
      suspects.push(...wrongNow.map((one) => suspectOf(one, youngSeconds)));
      if (suspects.length >= mostSuspects) await settle();
      if (wrong.length > mostWrong) return { compared, cameRight, wrong };
    }
  }
  await settle();
  return { compared, cameRight, wrong };
}

function sourceOf(topic: string): Service {
  const contract = followed.find((one) => one.topic === topic);
  if (!contract) throw new Error(`${topic} has no source.`);
  return contract.service;
}

const sideOf = (told: Told | undefined): Side | null =>
  told ? { version: told.version, recordedAt: told.recordedAt, adds: toStored(told.contribution) } : null;

/** Of a thing that is altered, both sides are shown at the version that totals hold; else the source's latest. */
const differenceOf = ({
  topic,
  thing,
  wrong,
  latest,
  held,
  atHeld,
}: WrongThing): Omit<ThingDifference, 'deadLetters'> => ({
  topic,
  thing,
  wrong,
  source: sideOf(wrong === 'altered' ? atHeld : latest),
  totals: sideOf(held),
});
