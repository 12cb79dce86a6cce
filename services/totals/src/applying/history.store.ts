import { plainArray, type SqlClient, type SqlTransaction, stampOf } from '@awrach/messaging';
import { fromStored, type StoredContribution, toStored } from '../contribution/stored.ts';
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
  /** Which of the things that were asked for. */
  readonly of: number;
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
  const presents = await read(tx, generation, things, 'order by c.version desc limit 1');
  return new Map(presents);
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

async function read<Thing extends ThingKey>(
  tx: SqlClient,
  generation: number,
  things: readonly Thing[],
  which: string,
): Promise<[Thing, Versioned][]> {
  if (things.length === 0) return [];
  const { rows } = await tx.query<Row>(
    `select wanted.i::int - 1 as of, held.version, ${stampOf('held.recorded_at')} as recorded_at, held.contribution
     from unnest($2::followed_topic[], $3::uuid[]) with ordinality as wanted (topic, thing, i)
     cross join lateral (
       select c.version, c.recorded_at, c.contribution from contribution c
       where c.generation = $1 and c.topic = wanted.topic and c.thing = wanted.thing ${which}) as held`,
    [generation, plainArray(things.map(({ topic }) => topic)), plainArray(things.map(({ thing }) => thing))],
  );
  return rows.map(({ of, version, recorded_at, contribution }) => {
    const asked = things[of] as Thing; // The database numbers what it was given.
    const { topic, thing } = asked;
    return [
      asked,
      {
        topic,
        thing,
        version: Number(version),
        recordedAt: recorded_at,
        contribution: fromStored(contribution),
      },
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
      JSON.stringify(toStored(contribution)),
    ]),
  );
}
