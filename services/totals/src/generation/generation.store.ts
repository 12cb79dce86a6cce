import type { SqlClient, Transact } from '@awrach/messaging';
import { generationTables } from './generation-tables.ts';

/** The one that readers are answered from. */
export async function liveGeneration(sql: SqlClient): Promise<number> {
  const { rows } = await sql.query<{ generation: number }>('select generation from head');
  const [head] = rows;
  if (!head) throw new Error('The totals have no head.');
  return head.generation;
}

/** One that is being rebuilt, or whose rebuild was interrupted. */
export interface Unfinished {
  readonly generation: number;
  /** RFC 3339, UTC. */
  readonly begunAt: string;
}

export async function unfinishedGeneration(sql: SqlClient): Promise<Unfinished | undefined> {
  const { rows } = await sql.query<Unfinished>(
    `select generation, to_char(begun_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "begunAt"
     from generation where live_at is null`,
  );
  return rows[0];
}

/**
 * Makes the next generation with empty tables. Those who read and write the live one do not wait for it: a partition is
 * made as a table of its own and attached.
 * @param tx an open transaction
 */
export async function makeGeneration(tx: SqlClient): Promise<number> {
  const { rows } = await tx.query<{ generation: number }>(
    'insert into generation (generation) select max(generation) + 1 from generation returning generation',
  );
  const generation = Number(rows[0]?.generation);
  for (const { name, storage } of generationTables) {
    const partition = `${name}_${generation}`;
    await tx.query(
      `create table ${partition} (like ${name} including all) ${storage ? `with (${storage})` : ''}`,
    );
    await tx.query(`alter table ${name} attach partition ${partition} for values in (${generation})`);
  }
  return generation;
}

/** Dropping a partition needs its table for a moment alone; appliers who come meanwhile wait behind it, so it does not wait long. */
const longestWait = '100ms';
const lockNotAvailable = '55P03';

/** Lets go of all that a generation holds. @returns false when somebody reads there (an audit, say): try again */
export async function dropGeneration(transact: Transact<SqlClient>, generation: number): Promise<boolean> {
  try {
    await transact(async (tx) => {
      await tx.query(`set local lock_timeout = '${longestWait}'`);
      for (const { name } of generationTables) await tx.query(`drop table if exists ${name}_${generation}`);
      await tx.query('delete from consumed_offset where generation = $1', [generation]);
      await tx.query('delete from generation where generation = $1', [generation]);
    });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === lockNotAvailable) return false;
    throw error;
  }
}

/** Readers of a version that was replaced may ask for it for half a minute; whoever reads on in its tables is done by then, too. */
const formerKept = '2 minutes';

/** Lets go of the generations that were replaced a while ago. Any instance may, at any time. */
export async function dropFormerGenerations(
  sql: SqlClient,
  transact: Transact<SqlClient>,
  kept = formerKept,
): Promise<void> {
  const { rows } = await sql.query<{ generation: number }>(
    'select generation from generation where replaced_at < clock_timestamp() - $1::interval',
    [kept],
  );
  for (const { generation } of rows) await dropGeneration(transact, generation);
}
