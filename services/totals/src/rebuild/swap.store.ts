import type { SqlClient } from '@awrach/messaging';

/**
 * Makes a rebuilt generation the live one, if it is still being rebuilt and the former is still live. An applier of
 * either that comes later finds that its generation is not to be moved, and keeps nothing.
 * @param tx the transaction that holds the live offsets
 * @throws Error when somebody else has swapped, or thrown the rebuilt one away
 */
export async function raiseGeneration(tx: SqlClient, from: number, to: number): Promise<void> {
  const { rows: raised } = await tx.query<{ n: string }>(
    'update generation set live_at = clock_timestamp() where generation = $1 and live_at is null returning n',
    [to],
  );
  const [rebuilt] = raised;
  const { rows: replaced } = await tx.query(
    'update head set generation = $2, n = $3 where generation = $1 returning generation',
    [from, to, rebuilt?.n ?? 0],
  );
  if (!rebuilt || replaced.length === 0)
    throw new Error(`Generation ${to} cannot take the place of ${from}: one of them is gone.`);
  await tx.query('update generation set replaced_at = clock_timestamp() where generation = $1', [from]);
}
