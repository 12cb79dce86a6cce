import type { SqlClient, SqlTransaction } from '@awrach/messaging';
import type { CellMove } from '../applying/movement.ts';

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
  if (rowCount === 0) throw new Error(`Generation ${generation} of the totals is not being rebuilt.`);
}

/**
 * What an unfinished generation's figures are: the sum of all that has moved them. It waits for batches that a process which was killed
 * had sent to be committed.
 * @param tx an open transaction
 */
export async function figuresSoFar(tx: SqlClient, generation: number): Promise<CellMove[]> {
  await tx.query('select from generation where generation = $1 for update', [generation]);
  const { rows } = await tx.query<Omit<CellMove, 'amount'> & { amount: string }>(
    `select edge ->> 0 as measure, edge ->> 3 as place, (edge ->> 1)::int as edition, sum((edge ->> 2)::bigint) as amount
     from movement, jsonb_array_elements(edges) as edge where generation = $1 group by 1, 2, 3`,
    [generation],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Writes them, in place of any that are there. */
export async function keepFigures(
  tx: SqlTransaction,
  generation: number,
  figures: readonly CellMove[],
): Promise<void> {
  await tx.query('delete from cell where generation = $1', [generation]);
  await tx.copy(
    'cell (generation, measure, place, edition, value)',
    figures.map(({ measure, place, edition, amount }) => [generation, measure, place, edition, amount]),
  );
}
