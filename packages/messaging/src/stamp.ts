import type { SqlClient } from './sql-client.ts';

/** SQL that writes a moment as events do: RFC 3339 in UTC with six decimals, so that texts sort as moments do. */
export const stampOf = (moment: string) =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * The moment at which a change is recorded: the database's clock, RFC 3339 in UTC with six decimals, never before
 * `former`. Call it in the writing transaction while the thing is locked.
 *
 * It first makes the transaction take its id. So a session whose clock was read is one that PostgreSQL shows as writing
 * until it ends, which is what the relay's `completeTo` rests on (see `relay/complete-to.ts`).
 *
 * @param former `recordedAt` of the thing's version before, or null for its first.
 */
export async function nextStamp(client: SqlClient, former: string | null): Promise<string> {
  const { rows } = await client.query<{ stamp: string }>(
    // The transaction id is materialised, and tested, before the row exists for which the clock is read.
    `with writer as materialized (select pg_current_xact_id() as id)
     select ${stampOf('greatest(clock_timestamp(), $1::timestamptz)')} as stamp
     from writer where id is not null`,
    [former],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The database did not tell its clock.');
  return row.stamp;
}
