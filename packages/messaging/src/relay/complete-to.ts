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
  // Two statements, because the order within one is not promised.
  const { rows: clock } = await client.query<{ now: string }>(
    `select ${stampOf('clock_timestamp()')} as now`,
  );
  const { rows: least } = await client.query<{ at: string }>(
    `select ${stampOf('least($1::timestamptz, min(xact_start))')} as at from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null`,
    [clock[0]?.now],
  );
  const at = least[0]?.at;
  if (at === undefined) throw new Error('The database did not tell its clock.');
  return at;
}
