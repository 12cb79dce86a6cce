import { plainArray, type SqlClient, type SqlTransaction, stampOf } from '@awrach/messaging';
import { fromStored, type StoredContribution, storedText } from '../contribution/stored.ts';
import type { Moment } from '../time/moment.ts';
import type { Kept } from './timeline.ts';

/** A thing, by the topic that tells of it. */
export interface ThingKey {
  readonly topic: string;
  readonly thing: string;
}

/** One version of one thing, and what it adds. */
export interface Versioned extends ThingKey, Kept {}

interface Row {
  readonly topic: string;
  readonly thing: string;
  readonly version: string;
  readonly recorded_at: Moment;
  readonly contribution: StoredContribution;
}

/** The highest version held of each of these things; those of which none is held are left out. */
export async function presentsOf<Thing extends ThingKey>(
  tx: SqlClient,
  generation: number,
  things: readonly Thing[],
): Promise<Map<Thing, Versioned>> {
  return new Map(await read(tx, generation, things, 'distinct on (thing)'));
}

/** All versions held of each of these things; those of which none is held are left out. */
export async function versionsOf<Thing extends ThingKey>(
  tx: SqlClient,
  generation: number,
  things: readonly Thing[],
): Promise<Map<Thing, Versioned[]>> {
  const versions = new Map<Thing, Versioned[]>();
  for (const [thing, version] of await read(tx, generation, things, '')) {
    const its = versions.get(thing);
    if (its) its.push(version);
    else versions.set(thing, [version]);
  }
  return versions;
}

/**
 * Looks all things of a topic up in one go along the index, which is less than one by one; of each thing it passes over all versions that are held.
 * A topic's ids are one text, since `unnest` would flatten lists in a list. How many they are the planner cannot see, which keeps it
 * on the index; both orders fall, so that the index read backwards has them.
 * @param things each once
 */
async function read<Thing extends ThingKey>(
  tx: SqlClient,
  generation: number,
  things: readonly Thing[],
  which: '' | 'distinct on (thing)',
): Promise<[Thing, Versioned][]> {
  if (things.length === 0) return [];
  const topics = Map.groupBy(things, ({ topic }) => topic);
  const { rows } = await tx.query<Row>(
    `select wanted.topic, thing, version, ${stampOf('recorded_at')} as recorded_at, contribution
     from (
       select topic, things::uuid[] as things from unnest($2::followed_topic[], $3::text[]) as asked (topic, things)
       offset 0) as wanted
     cross join lateral (
       select ${which} thing, version, recorded_at, contribution from contribution c
       where c.generation = $1 and c.topic = wanted.topic and c.thing = any (wanted.things)
       order by thing desc, version desc) as held`,
    [
      generation,
      plainArray([...topics.keys()]),
      plainArray([...topics.values()].map((its) => `{${its.map(({ thing }) => thing).join(',')}}`)),
    ],
  );
  if (rows.length === 0) return [];
  const asked = new Map(things.map((one) => [`${one.topic}|${one.thing}`, one]));
  return rows.map(({ topic, thing, version, recorded_at, contribution }) => {
    const one = asked.get(`${topic}|${thing}`);
    if (!one) throw new Error(`${topic} ${thing} was asked for by another spelling.`);
    const recordedAt = recorded_at;
    return [
      one,
      { topic, thing, version: Number(version), recordedAt, contribution: fromStored(contribution) },
    ];
  });
}

/**
 * Each version is kept for good: what was known when rests on it, and takes a late one in.
 * @param versions none of which is held: counting one twice would be wrong, so it is refused, not passed over
 */
export async function keepHistory(
  tx: SqlTransaction,
  generation: number,
  versions: readonly Versioned[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx.copy(
    'contribution (generation, topic, thing, version, recorded_at, contribution)',
    versions.map(({ topic, thing, version, recordedAt, contribution }) => [
      generation,
      topic,
      thing,
      version,
      recordedAt,
      storedText(contribution),
    ]),
  );
}
