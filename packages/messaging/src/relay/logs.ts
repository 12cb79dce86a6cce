import { newIncarnation } from '../incarnation.ts';
import { partitions } from '../partition.ts';
import type { Confirmed } from '../producer.ts';
import type { SqlClient } from '../sql-client.ts';

/** What the relay knows of one topic's log: its incarnation, and per partition the last offset that was confirmed in it. */
export interface KnownLog {
  incarnation: string;
  /** -1 where nothing was. */
  last: number[];
}

/** A partition that no longer has what the broker once confirmed. */
export interface Loss {
  topic: string;
  partition: number;
  confirmed: number;
  found: number;
}

/** The logs of these topics, as remembered; a topic met for the first time begins its first incarnation. */
export async function knownLogs(
  client: SqlClient,
  topics: readonly string[],
): Promise<Map<string, KnownLog>> {
  for (const topic of topics) {
    await client.query('insert into log (topic, incarnation) values ($1, $2) on conflict do nothing', [
      topic,
      newIncarnation(null),
    ]);
  }
  const { rows } = await client.query<{
    topic: string;
    incarnation: string;
    partition: number | null;
    last_offset: string | null;
  }>(
    'select topic, incarnation, partition, last_offset from log left join log_partition using (topic) where topic = any($1)',
    [topics],
  );
  const logs = new Map<string, KnownLog>();
  for (const { topic, incarnation, partition, last_offset } of rows) {
    const log = logs.get(topic) ?? { incarnation, last: new Array<number>(partitions).fill(-1) };
    if (partition !== null) log.last[partition] = Number(last_offset);
    logs.set(topic, log);
  }
  return logs;
}

/** Where the broker has just given out an offset that it had given out before. */
export function lossOf(log: KnownLog, confirmed: readonly Confirmed[]): Loss | null {
  for (const { topic, partition, first } of confirmed) {
    const last = log.last[partition] ?? -1;
    if (first <= last) return { topic, partition, confirmed: last, found: first };
  }
  return null;
}

/** Where a log ends before what was confirmed. `ends` are the next offsets that the broker will give out. */
export function shortfallOf(topic: string, log: KnownLog, ends: ReadonlyMap<number, number>): Loss | null {
  for (const [partition, last] of log.last.entries()) {
    const end = ends.get(partition) ?? 0;
    if (end <= last) return { topic, partition, confirmed: last, found: end };
  }
  return null;
}
