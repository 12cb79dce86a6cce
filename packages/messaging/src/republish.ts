import { newIncarnation } from './incarnation.ts';
import type { SqlClient } from './sql-client.ts';

/**
 * Has all events of these topics sent again, from the first to the last, with the same ids, versions and times, as a new
 * incarnation of each log: so readers begin them anew. Call it in a transaction of the events' own database; the relay
 * notices when that has committed.
 *
 * What the broker confirmed in the former incarnation is forgotten: all of it will be confirmed again.
 */
export async function republish(tx: SqlClient, topics: readonly string[]): Promise<void> {
  await tx.query("set local statement_timeout = '10min'");
  for (const topic of [...topics].sort()) {
    // Locked until the commit, so that the relay cannot take rows off the outbox that it sent in the former incarnation.
    const { rows } = await tx.query<{ incarnation: string }>(
      'select incarnation from log where topic = $1 for update',
      [topic],
    );
    const incarnation = newIncarnation(rows[0]?.incarnation ?? null);
    await tx.query(
      `insert into log (topic, incarnation) values ($1, $2)
       on conflict (topic) do update set incarnation = excluded.incarnation, begun_at = clock_timestamp()`,
      [topic, incarnation],
    );
    await tx.query('delete from log_partition where topic = $1', [topic]);
    await tx.query(
      'insert into outbox select seq from event where aggregatetype = $1 order by seq on conflict do nothing',
      [topic],
    );
  }
}
