import type { SqlClient } from '@awrach/messaging';
import { followed } from '../contribution/rules.ts';
import { toStored } from '../contribution/stored.ts';
import { nameOf } from '../head/version.ts';
import { type Awaited, awaitArrivals, mostAwaited } from './arrival.ts';
import { type Blame, cellKey, memberKey, openBlame } from './blame.ts';
import { findCrossings } from './crossings.ts';
import type { Databases } from './databases.ts';
import { addUp, countMembers, differentFigures, memberOf } from './figures.rules.ts';
import {
  type CellDifference,
  findings,
  type Look,
  type MemberDifference,
  type Named,
  type Side,
  type ThingDifference,
  type ThingName,
} from './finding.ts';
import { beginMoment, endMoment, heldCells, heldMembers } from './held.ts';
import { lettersOf } from './letters.ts';
import { type MemberSlices, memberSlices } from './member-slices.ts';
import { boundaryOf } from './source-events.ts';
import type { Told } from './thing.rules.ts';
import { contributionsBehind, type Judged, judgedThings } from './things.ts';

export interface LookOptions {
  /** For so many seconds what a source has recorded may be on its way. */
  readonly youngSeconds: number;
  /** So many findings of each kind are named; all are counted. */
  readonly most: number;
}

/**
 * Compares totals with their sources once: thing by thing, then member by member and figure by figure.
 *
 * Totals are looked at as they are at one moment, which lasts until all of them is read. A source, which is read after that
 * moment, can only have told more since; what totals hold of a thing is compared with what its source told of that very version.
 */
export async function lookAt(databases: Databases, options: LookOptions): Promise<Look> {
  const began = performance.now();
  const at = new Date().toISOString();
  const { totals } = databases;
  const { youngSeconds, most } = options;
  const things = findings<ThingDifference>(most);
  const blame = openBlame();
  const wrong = (one: Judged & ThingName) => {
    things.add(thingDifference(one));
    blame.on(one, contributionsBehind(one));
  };

  const cells = findings<CellDifference>(most);
  const slices = memberSlices();
  try {
    const figures = new Map<string, bigint>();
    const version = await beginMoment(totals);
    const { generation } = version;
    const read = await readThings(databases, { generation, youngSeconds, figures, slices, wrong });
    for await (const page of heldMembers(totals, generation)) {
      for (const one of page) slices.add('totals', memberKey(one), one.live);
    }
    const totalsSay = new Map(
      (await heldCells(totals, generation)).map((cell) => [cellKey(cell), BigInt(cell.value)]),
    );
    await endMoment(totals);
    const members = memberDifferences(slices, figures, { blame, most });
    for (const one of differentFigures(figures, totalsSay)) cells.add(cellDifference(one, blame));
    const arrived = await awaitArrivals(totals, (topic) => sourceOf(databases, topic), read.awaited, {
      youngSeconds,
      onWrong: wrong,
    });
    const crossings = await findCrossings(databases, options);

    return {
      at,
      seconds: Math.round(performance.now() - began) / 1_000,
      version: nameOf(version),
      equal: things.count + cells.count + members.count === 0,
      compared: {
        things: read.compared,
        cells: new Set([...figures.keys(), ...totalsSay.keys()]).size,
        members: members.compared,
      },
      inFlight: { count: read.inFlight, arrived },
      things: { count: things.count, named: await withLetters(totals, things.named) },
      cells: { count: cells.count, named: cells.named },
      members: { count: members.count, named: members.named },
      crossings,
    };
  } finally {
    slices.remove();
  }
}

/** Judges everything, and adds up what each thing has to add to the figures that totals hold at their moment. */
async function readThings(
  databases: Databases,
  look: {
    readonly generation: number;
    readonly youngSeconds: number;
    readonly figures: Map<string, bigint>;
    readonly slices: MemberSlices;
    wrong(one: Judged & ThingName): void;
  },
): Promise<{ compared: Record<string, number>; inFlight: number; awaited: Awaited[] }> {
  const { totals } = databases;
  const { generation, youngSeconds, figures, slices, wrong } = look;
  const compared: Record<string, number> = {};
  const awaited: Awaited[] = [];
  let inFlight = 0;
  for (const contract of followed) {
    const { topic } = contract;
    const source = sourceOf(databases, topic);
    const boundary = await boundaryOf(source, youngSeconds);
    let count = 0;
    for await (const page of judgedThings({ source, totals }, contract, { generation, boundary })) {
      count += page.length;
      for (const one of page) {
        addUp(one.due, figures, (key) => slices.add('sources', key, 1));
        if (one.wrong) wrong({ topic, ...one });
        if (!one.inFlight || !one.latest) continue;
        inFlight += 1;
        if (awaited.length < mostAwaited) {
          awaited.push({ topic, thing: one.thing, version: one.latest.version, former: one.held });
        }
      }
    }
    compared[topic] = count;
  }
  return { compared, inFlight, awaited };
}

/** Compares the members, and adds to the distinct figures what they come to. */
function memberDifferences(
  slices: MemberSlices,
  figures: Map<string, bigint>,
  { blame, most }: { readonly blame: Blame; readonly most: number },
): Named<MemberDifference> & { readonly compared: number } {
  const found = findings<MemberDifference>(most);
  let compared = 0;
  for (const slice of slices.compared()) {
    compared += slice.size;
    for (const { key, counts } of countMembers(slice, figures)) {
      found.add({ kind: 'member', ...memberOf(key), ...counts, ...blame.behind(key) });
    }
  }
  return { count: found.count, named: found.named, compared };
}

function sourceOf(databases: Databases, topic: string): SqlClient {
  const service = followed.find((contract) => contract.topic === topic)?.service;
  if (!service || service === 'totals') throw new Error(`${topic} has no source.`);
  return databases[service];
}

const sideOf = (told: Told | undefined): Side | null =>
  told ? { version: told.version, recordedAt: told.recordedAt, adds: toStored(told.contribution) } : null;

/** Of a thing that is altered, the version that totals hold is shown of both sides; else the source's latest. */
const thingDifference = ({
  topic,
  thing,
  wrong = 'altered',
  latest,
  held,
  atHeld,
}: Judged & ThingName): ThingDifference => ({
  kind: 'thing',
  topic,
  thing,
  wrong,
  source: sideOf(wrong === 'altered' ? atHeld : latest),
  totals: sideOf(held),
  deadLetters: [],
});

function cellDifference(
  { key, sources, totals }: { key: string; sources: bigint; totals: bigint },
  blame: Blame,
): CellDifference {
  const { measure, place, edition } = memberOf(key);
  const both = { sources: String(sources), totals: String(totals) };
  return { kind: 'cell', measure, place, edition, ...both, ...blame.behind(key) };
}

async function withLetters(
  totals: SqlClient,
  things: readonly ThingDifference[],
): Promise<readonly ThingDifference[]> {
  const letters = await lettersOf(totals, things);
  return things.map((one) => ({ ...one, deadLetters: letters.get(`${one.topic}|${one.thing}`) ?? [] }));
}
