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

interface Row extends ThingKey {
  readonly version: string;
  readonly recorded_at: Moment;
  readonly contribution: StoredContribution;
}

export const thingKey = ({ topic, thing }: ThingKey): string => `${topic}|${thing}`;

/** The highest version held of each of these things; those of which none is held are left out. */
export const presentsOf = (tx: SqlClient, generation: number, things: readonly ThingKey[]) =>
  read(tx, generation, things, 'order by c.version desc limit 1');

/** All versions held of each of these things. */
export const versionsOf = (tx: SqlClient, generation: number, things: readonly ThingKey[]) =>
  read(tx, generation, things, '');

async function read(
  tx: SqlClient,
  generation: number,
  things: readonly ThingKey[],
  which: string,
): Promise<Versioned[]> {
  if (things.length === 0) return [];
  const { rows } = await tx.query<Row>(
    `select wanted.topic, wanted.thing, held.version, ${stampOf('held.recorded_at')} as recorded_at, held.contribution
     from unnest($2::followed_topic[], $3::uuid[]) as wanted (topic, thing)
     cross join lateral (
       select c.version, c.recorded_at, c.contribution from contribution c
       where c.generation = $1 and c.topic = wanted.topic and c.thing = wanted.thing ${which}) as held`,
    [generation, plainArray(things.map(({ topic }) => topic)), plainArray(things.map(({ thing }) => thing))],
  );
  return rows.map(({ topic, thing, version, recorded_at, contribution }) => ({
    topic,
    thing,
    version: Number(version),
    recordedAt: recorded_at,
    contribution: fromStored(contribution),
  }));
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
