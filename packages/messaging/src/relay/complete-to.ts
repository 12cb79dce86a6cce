import type { SqlClient } from '../sql-client.ts';
import { stampOf } from '../stamp.ts';

/**
 * A moment T such that whatever was recorded before it is committed by now, or never will be: a read of the outbox that
 * starts after this returns leaves out nothing recorded before T.
 *
 * Why: a writer takes its transaction id, then its clock (`nextStamp`). Our clock is read first, then the writers are
 * looked at. A writer seen with an id began its transaction before it read its clock, so T is not later than its records;
 * one that gets its id after our look reads its clock after ours; one that has ended by our look is in every later
 * snapshot. The clock is the database's own, which must not be set back.
 *
 * All writers of events must be of this session's role: PostgreSQL hides other roles' transactions.
 */
export async function completeTo(client: SqlClient): Promise<string> {
  // What is looked at depends on the clock's row, so that the clock is read first.
  const { rows } = await client.query<{ at: string }>(
    `select ${stampOf('least(clock.now, seen.began)')} as at
     from (select clock_timestamp() as now offset 0) as clock
     cross join lateral (
       select min(xact_start) as began from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null
         and xact_start <= clock.now) as seen`,
  );
  const at = rows[0]?.at;
  if (at === undefined) throw new Error('The database did not tell its clock.');
  return at;
}
