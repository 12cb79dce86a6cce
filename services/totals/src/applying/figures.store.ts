import type { Reached, SqlClient } from '@awrach/messaging';
import type { Contribution } from '../contribution/contribution.ts';
import { fromStored, type StoredContribution, toStored } from '../contribution/stored.ts';
import type { StoredChange } from '../head/delta.ts';
import type { CellMove, MemberMove } from './movement.ts';

/** One version of one thing, and what it adds. */
export interface Versioned {
  readonly topic: string;
  readonly thing: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly contribution: Contribution;
}

/** The highest version held of each of these things, by `topic|thing`. */
export async function presentOf(
  tx: SqlClient,
  generation: number,
  things: readonly Pick<Versioned, 'topic' | 'thing'>[],
): Promise<Map<string, { version: number; contribution: Contribution }>> {
  if (things.length === 0) return new Map();
  const wanted = [...new Map(things.map((one) => [`${one.topic}|${one.thing}`, one])).values()];
  const { rows } = await tx.query<{
    topic: string;
    thing: string;
    version: string;
    contribution: StoredContribution;
  }>(
    `select wanted.topic, wanted.thing, present.version, present.contribution
     from unnest($2::text[], $3::uuid[]) as wanted (topic, thing)
     cross join lateral (
       select c.version, c.contribution from contribution c
       where c.generation = $1 and c.topic = wanted.topic and c.thing = wanted.thing
       order by c.version desc limit 1) as present`,
    [generation, wanted.map(({ topic }) => topic), wanted.map(({ thing }) => thing)],
  );
  return new Map(
    rows.map(({ topic, thing, version, contribution }) => [
      `${topic}|${thing}`,
      { version: Number(version), contribution: fromStored(contribution) },
    ]),
  );
}

/** Each version is kept for good: what was known at a past moment is read from here. */
export async function keepHistory(
  tx: SqlClient,
  generation: number,
  versions: readonly Versioned[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx.query(
    `insert into contribution (generation, topic, thing, version, recorded_at, contribution)
     select $1, * from rows from (
       unnest($2::text[]), unnest($3::uuid[]), unnest($4::bigint[]), unnest($5::timestamptz[]),
       jsonb_array_elements($6::jsonb))
     on conflict do nothing`,
    [
      generation,
      versions.map(({ topic }) => topic),
      versions.map(({ thing }) => thing),
      versions.map(({ version }) => version),
      versions.map(({ recordedAt }) => recordedAt),
      // One text: as an array of texts each of them would be escaped, and parsed, a second time.
      JSON.stringify(versions.map(({ contribution }) => toStored(contribution))),
    ],
  );
}

/**
 * @returns how many things name each of these members now, in the same order
 * @throws Error below zero: what is held contradicts itself, and counting on would hide it. (A check constraint cannot say so:
 *   PostgreSQL holds it against the row to be inserted, before it finds that there is one to be updated.)
 */
export async function moveMembers(
  tx: SqlClient,
  generation: number,
  moves: readonly MemberMove[],
): Promise<number[]> {
  if (moves.length === 0) return [];
  const { rows } = await tx.query<Omit<MemberMove, 'live'> & { live: number }>(
    `insert into member (generation, measure, place, edition, member, live)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[])
     on conflict (generation, measure, place, edition, member) do update set live = member.live + excluded.live
     returning measure, place, edition, member, live`,
    [
      generation,
      moves.map(({ measure }) => measure),
      moves.map(({ place }) => place),
      moves.map(({ edition }) => edition),
      moves.map(({ member }) => member),
      moves.map(({ live }) => live),
    ],
  );
  const keyOf = ({ measure, place, edition, member }: Omit<MemberMove, 'live'>) =>
    `${measure}|${place}|${edition}|${member}`;
  const live = new Map(rows.map((row) => [keyOf(row), row.live]));
  return moves.map((move) => {
    const now = live.get(keyOf(move)) ?? 0;
    if (now < 0) throw new Error(`${keyOf(move)} would be named by ${now} things.`);
    return now;
  });
}

export async function moveCells(
  tx: SqlClient,
  generation: number,
  moves: readonly CellMove[],
): Promise<void> {
  if (moves.length === 0) return;
  await tx.query(
    `insert into cell (generation, measure, place, edition, value)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::bigint[])
     on conflict (generation, measure, place, edition) do update set value = cell.value + excluded.value`,
    [
      generation,
      moves.map(({ measure }) => measure),
      moves.map(({ place }) => place),
      moves.map(({ edition }) => edition),
      moves.map(({ amount }) => amount.toString()),
    ],
  );
}

/**
 * Gives this transaction's changes the next number. From here to the commit it holds the head's row: whoever comes next
 * waits, so that a version is never visible before the one below it. A generation that is being rebuilt has numbers of its own;
 * nobody follows them.
 * @throws Error when another generation is the live one, and this one is not being rebuilt
 */
export async function numberVersion(
  tx: SqlClient,
  generation: number,
  cells: readonly CellMove[],
  reached: readonly Reached[],
): Promise<void> {
  const changes = cells.map(
    ({ measure, place, edition, amount }): StoredChange => [measure, place, edition, amount.toString()],
  );
  const { rows } = await tx.query<{ n: string }>(
    `with live as (update head set n = n + 1 where generation = $1 returning generation, n),
     rebuilt as (update generation set n = n + 1 where generation = $1 and live_at is null returning generation, n),
     numbered as (select * from live union all select * from rebuilt),
     told as (
       insert into delta (generation, n, changes, reached, numbered_at)
       select generation, n, $2, $3, clock_timestamp() from live)
     select n from numbered`,
    [generation, JSON.stringify(changes), JSON.stringify(reached)],
  );
  if (rows.length === 0) throw new Error(`Generation ${generation} of the totals is not the live one.`);
}
