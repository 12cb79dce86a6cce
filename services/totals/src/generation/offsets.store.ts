import type { Reached, SqlClient } from '@awrach/messaging';

interface Row {
  readonly topic: string;
  readonly partition: number;
  readonly log: string | null;
  readonly next_offset: string;
}

const reachedIn = (rows: readonly Row[]): Reached[] =>
  rows.map(({ next_offset, ...offset }) => ({ ...offset, next: Number(next_offset) }));

const offsets = 'select topic, partition, log, next_offset from consumed_offset where generation = $1';

/** How far a generation has taken in the followed topics. */
export async function offsetsOf(sql: SqlClient, generation: number): Promise<Reached[]> {
  return reachedIn((await sql.query<Row>(offsets, [generation])).rows);
}

/** The same, and until the transaction ends they stay so: whoever would move them waits. @param tx an open transaction */
export async function holdOffsets(tx: SqlClient, generation: number): Promise<Reached[]> {
  return reachedIn(
    (await tx.query<Row>(`${offsets} order by topic, partition for update`, [generation])).rows,
  );
}
