import type { ThingState } from '@awrach/contracts';
import { type SqlClient, stampOf } from '@awrach/messaging';
import { contributionOf } from '../contribution/rules.ts';
import { fromStored, type StoredContribution } from '../contribution/stored.ts';
import { type Facts, type Told, type Wrong, wrongOf } from './thing.rules.ts';

/** How many things are looked at at once. An agreement with all its revisions may have some hundred kilobytes. */
const slice = 1_000;

/** The two databases in which the things of one topic are looked at. */
export interface Sides {
  readonly source: SqlClient;
  readonly totals: SqlClient;
}

export interface Judged extends Facts {
  readonly topic: string;
  readonly thing: string;
  readonly wrong: Wrong | undefined;
}

export type WrongThing = Judged & { readonly wrong: Wrong };

export const isWrong = (one: Judged): one is WrongThing => one.wrong !== undefined;

/**
 * The ids of all things of a topic that either side knows, a range of keys after the other, in their order. Ids are UUIDs in
 * small letters, which sort alike as text and as what they are.
 */
export async function* thingsIn({ source, totals }: Sides, topic: string): AsyncGenerator<string[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const held = await totals.query<{ thing: string }>(
      `select distinct thing from contribution
       where generation = (select generation from head) and topic = $1 and thing > $2::uuid
       order by thing limit ${slice}`,
      [topic, after],
    );
    const told = await source.query<{ thing: string }>(
      `select distinct aggregateid as thing from event where aggregatetype = $1 and aggregateid > $2
       order by aggregateid limit ${slice}`,
      [topic, after],
    );
    // Beyond the last of a slice that is full, the other side may know things that this one was not asked for yet.
    const ends = [held.rows, told.rows].flatMap((rows) =>
      rows.length < slice ? [] : (rows.at(-1)?.thing ?? []),
    );
    const [last] = ends.sort();
    const all = new Set([...held.rows, ...told.rows].map(({ thing }) => thing));
    yield [...all].filter((thing) => last === undefined || thing <= last);
    if (last === undefined) return;
    after = last;
  }
}

/** Looks at these things now, on both sides. In the order in which they are named. */
export async function judge(
  { source, totals }: Sides,
  topic: string,
  things: readonly string[],
): Promise<Judged[]> {
  // Totals first: whatever they hold then, the source has told when it is asked.
  const held = await heldOf(totals, topic, things);
  const told = await toldOf(
    source,
    topic,
    things.map((thing) => ({ thing, version: held.get(thing)?.version ?? 0 })),
  );
  return things.map((thing) => {
    const facts = { held: held.get(thing), ...(told.get(thing) ?? unknown) };
    return { topic, thing, ...facts, wrong: wrongOf(facts) };
  });
}

const unknown: Omit<Facts, 'held'> = { latest: undefined, atHeld: undefined, lack: undefined };

async function heldOf(
  totals: SqlClient,
  topic: string,
  things: readonly string[],
): Promise<Map<string, Told>> {
  const { rows } = await totals.query<{
    thing: string;
    version: string;
    recorded_at: string;
    contribution: StoredContribution;
  }>(
    `select wanted.thing, present.version, ${stampOf('present.recorded_at')} as recorded_at, present.contribution
     from unnest($2::uuid[]) as wanted (thing)
     cross join lateral (
       select version, recorded_at, contribution from contribution
       where generation = (select generation from head) and topic = $1 and thing = wanted.thing
       order by version desc limit 1) as present`,
    [topic, things],
  );
  return new Map(
    rows.map(({ thing, version, recorded_at, contribution }) => [
      thing,
      { version: Number(version), recordedAt: recorded_at, contribution: fromStored(contribution) },
    ]),
  );
}

/** What a source says of things of which totals hold these versions (0: none), by thing. */
async function toldOf(
  source: SqlClient,
  topic: string,
  wanted: readonly { readonly thing: string; readonly version: number }[],
): Promise<Map<string, Omit<Facts, 'held'>>> {
  const { rows } = await source.query<{
    thing: string;
    latest: ThingState;
    same: boolean;
    at_held: ThingState | null;
    lack: string | null;
    age: number | null;
  }>(
    `select wanted.thing, latest.payload as latest, latest.version = wanted.version as same,
            at_held.payload as at_held, lack.version as lack, lack.age
     from unnest($2::text[], $3::bigint[]) as wanted (thing, version)
     cross join lateral (
       select version, payload from event
       where aggregatetype = $1 and aggregateid = wanted.thing order by version desc limit 1) as latest
     left join lateral (
       select payload from event
       where aggregatetype = $1 and aggregateid = wanted.thing and version = wanted.version
         and version <> latest.version) as at_held on true
     left join lateral (
       select version, extract(epoch from clock_timestamp() - recorded_at)::float8 as age from event
       where aggregatetype = $1 and aggregateid = wanted.thing and version > wanted.version
       order by version limit 1) as lack on wanted.version < latest.version`,
    [topic, wanted.map(({ thing }) => thing), wanted.map(({ version }) => version)],
  );
  return new Map(
    rows.map((row) => {
      const latest = saidBy(topic, row.latest);
      const atHeld = row.same ? latest : row.at_held ? saidBy(topic, row.at_held) : undefined;
      const lack =
        row.lack === null || row.age === null
          ? undefined
          : { version: Number(row.lack), ageSeconds: row.age };
      return [row.thing, { latest, atHeld, lack }];
    }),
  );
}

/** What an event says, by the very rules by which totals count it. */
function saidBy(topic: string, data: ThingState): Told {
  const { version, recordedAt } = data;
  return { version, recordedAt, contribution: contributionOf(topic, data) };
}
