import type { SqlClient, SqlTransaction } from '@awrach/messaging';
import type { CellMove } from '../applying/movement.ts';

/** What so many batches of a generation come to. */
export interface FiguresOf {
  readonly batches: number;
  readonly figures: readonly CellMove[];
}

/**
 * Gives a batch of a generation that is being rebuilt its number, as the last step of its transaction. Its numbers are its own, and nobody
 * follows them: what changed is not told.
 * @throws Error when it is not being rebuilt any more
 */
export async function numberRebuilt(tx: SqlClient, generation: number): Promise<void> {
  const { rowCount } = await tx.query(
    'update generation set n = n + 1 where generation = $1 and live_at is null',
    [generation],
  );
  if (rowCount === 0) throw notRebuilt(generation);
}

/**
 * How many batches a generation that is being rebuilt was given. Until the transaction ends there are no more: whoever would commit one waits,
 * and one that was sent to be committed before is waited for.
 * @param tx an open transaction
 * @throws Error when it is not being rebuilt any more
 */
export async function holdBatches(tx: SqlClient, generation: number): Promise<number> {
  const { rows } = await tx.query<{ n: string }>(
    'select n from generation where generation = $1 and live_at is null for update',
    [generation],
  );
  const [held] = rows;
  if (!held) throw notRebuilt(generation);
  return Number(held.n);
}

/**
 * What the batches come to that are kept of an unfinished generation: the sum of all that has moved its figures. Figures that were
 * written of it are let go, so that they can be written anew.
 * @param tx an open transaction
 * @throws Error when it is not being rebuilt any more
 */
export async function takeUpFigures(tx: SqlClient, generation: number): Promise<FiguresOf> {
  const batches = await holdBatches(tx, generation);
  await tx.query('delete from cell where generation = $1', [generation]);
  // It may take longer than any statement of a service is to: some 1.5 s for a million edges.
  await tx.query('set local statement_timeout = 0');
  const { rows } = await tx.query<Omit<CellMove, 'amount'> & { amount: string }>(
    `select edge ->> 0 as measure, edge ->> 3 as place, (edge ->> 1)::int as edition, sum((edge ->> 2)::bigint) as amount
     from movement, jsonb_array_elements(edges) as edge where generation = $1 group by 1, 2, 3`,
    [generation],
  );
  return { batches, figures: rows.map((row) => ({ ...row, amount: BigInt(row.amount) })) };
}

/** Writes the figures of a generation that has none. */
export async function keepFigures(
  tx: SqlTransaction,
  generation: number,
  figures: readonly CellMove[],
): Promise<void> {
  await tx.copy(
    'cell (generation, measure, place, edition, value)',
    figures.map(({ measure, place, edition, amount }) => [generation, measure, place, edition, amount]),
  );
}

const notRebuilt = (generation: number): Error =>
  new Error(`Generation ${generation} of the totals is not being rebuilt.`);
