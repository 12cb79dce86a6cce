import { newIncarnation } from './incarnation.ts';
import type { SqlClient } from './sql-client.ts';

/** How many events one statement goes through: far from the longest that a role may let a statement run. */
const batch = 50_000;

/** What is sent again. */
export interface Republished {
  /** How many events, by topic. */
  counts: Map<string, number>;
  /** `seq` of the last event there was; 0 when there was none. */
  last: number;
}

/**
 * Has all events of these topics sent again, from the first to the last, with the same ids, versions and times, as a new
 * incarnation of each log: so readers begin them anew. Call it in a transaction of the events' own database; the relay
 * notices when that has committed. It may be called at any time: what is written meanwhile is sent too.
 *
 * What the broker confirmed in the former incarnation is forgotten: all of it will be confirmed again.
 */
export async function republish(tx: SqlClient, topics: readonly string[]): Promise<Republished> {
  const counts = new Map(topics.map((topic) => [topic, 0]));
  for (const topic of [...topics].sort()) await beginAnew(tx, topic);
  const { rows } = await tx.query<{ last: string | null }>('select max(seq) as last from event', []);
  const last = Number(rows[0]?.last ?? 0);
  for (let after = 0; after < last; after += batch) {
    const put = await tx.query<{ topic: string; events: string }>(
      `with told as (
         select seq, aggregatetype as topic from event
         where seq > $1 and seq <= $2 and aggregatetype = any ($3)),
       put as (insert into outbox select seq from told order by seq on conflict do nothing)
       select topic, count(*) as events from told group by topic`,
      [after, after + batch, topics],
    );
    for (const { topic, events } of put.rows) counts.set(topic, (counts.get(topic) ?? 0) + Number(events));
  }
  return { counts, last };
}

/** How much of it the broker has not confirmed yet, with what else was written before and is not sent. */
export async function stillToSend(client: SqlClient, { last }: Republished): Promise<number> {
  const { rows } = await client.query<{ left: string }>(
    'select count(*) as left from outbox where seq <= $1',
    [last],
  );
  return Number(rows[0]?.left ?? 0);
}

/** Locks the log until the commit, so that the relay cannot take rows off the outbox that it sent in the former incarnation. */
async function beginAnew(tx: SqlClient, topic: string): Promise<void> {
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
}
