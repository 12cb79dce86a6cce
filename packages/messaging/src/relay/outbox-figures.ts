import type { SqlClient } from '../sql-client.ts';

export interface OutboxFigures {
  /** Events that Kafka has not confirmed yet. */
  depth: number;
  /** Seconds since the oldest of them was recorded; 0 when there is none. After `republish`, that is history. */
  ageSeconds: number;
}

/** How much waits to be sent; the same for all processes of a service. */
export async function outboxFigures(client: SqlClient): Promise<OutboxFigures> {
  const { rows } = await client.query<{ depth: string; age: string | null }>(
    `select count(*) as depth,
            (select extract(epoch from clock_timestamp() - recorded_at) from event where seq = min(outbox.seq)) as age
     from outbox`,
  );
  return { depth: Number(rows[0]?.depth ?? 0), ageSeconds: Math.max(0, Number(rows[0]?.age ?? 0)) };
}
