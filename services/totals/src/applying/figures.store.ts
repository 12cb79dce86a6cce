import { plainArray, type Reached, type SqlClient } from '@awrach/messaging';
import type { StoredChange } from '../head/delta.ts';
import type { Moment } from '../time/moment.ts';
import type { CellMove } from './movement.ts';

export async function moveCells(
  tx: SqlClient,
  generation: number,
  moves: readonly CellMove[],
): Promise<void> {
  if (moves.length === 0) return;
  await tx.query(
    `insert into cell (generation, measure, place, edition, value)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::bigint[])
     on conflict (generation, measure, place, edition) do update set value = cell.value + excluded.value`,
    [
      generation,
      plainArray(moves.map(({ measure }) => measure)),
      plainArray(moves.map(({ place }) => place)),
      plainArray(moves.map(({ edition }) => edition)),
      plainArray(moves.map(({ amount }) => amount)),
    ],
  );
}

/** What a version is made of. */
interface Numbered {
  readonly cells: readonly CellMove[];
  /** The earliest moment at which anything moves; undefined when nothing does. */
  readonly since: Moment | undefined;
  readonly reached: readonly Reached[];
}

/** Gives a batch its number, as the last step of its transaction. */
export type Numbering = (tx: SqlClient, generation: number, numbered: Numbered) => Promise<void>;

/**
 * Gives this transaction's changes the next number of the live generation. From here to the commit it holds the head's row: whoever
 * comes next waits, so that a version is never visible before the one below it.
 * @throws Error when another generation is the live one
 */
export const numberVersion: Numbering = async (tx, generation, { cells, since, reached }) => {
  const changes = cells.map(
    ({ measure, place, edition, amount }): StoredChange => [measure, place, edition, amount.toString()],
  );
  const { rowCount } = await tx.query(
    `with numbered as (update head set n = n + 1 where generation = $1 returning generation, n)
     insert into delta (generation, n, changes, since, reached, numbered_at)
     select generation, n, $2, $3, $4, clock_timestamp() from numbered`,
    [generation, JSON.stringify(changes), since ?? null, JSON.stringify(reached)],
  );
  if (rowCount === 0) throw new Error(`Generation ${generation} of the totals is not the live one.`);
};

/**
 * The same of a generation that is being rebuilt. Its numbers are its own, and nobody follows them: what changed is not told.
 * @throws Error when it is not being rebuilt any more
 */
export const numberRebuilt: Numbering = async (tx, generation) => {
  const { rowCount } = await tx.query(
    'update generation set n = n + 1 where generation = $1 and live_at is null',
    [generation],
  );
  if (rowCount === 0) throw new Error(`Generation ${generation} of the totals is not being rebuilt.`);
};
