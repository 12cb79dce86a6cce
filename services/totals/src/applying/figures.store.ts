import { plainArray, type Reached, type SqlClient } from '@awrach/messaging';
import type { StoredChange } from '../head/delta.ts';
import type { Moment } from '../time/moment.ts';
import { type CellMove, inOrder } from './movement.ts';

async function moveCells(tx: SqlClient, generation: number, moves: readonly CellMove[]): Promise<void> {
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

/** What a batch comes to. */
export interface BatchOutcome {
  /** Of present figures, by `figureKey`; some by zero. */
  readonly moves: ReadonlyMap<string, CellMove>;
  /** The earliest moment at which anything moves; undefined when nothing does. */
  readonly since: Moment | undefined;
  readonly reached: readonly Reached[];
}

/** Moves the present figures by what a batch comes to, and gives the batch its number: the last steps of its transaction. */
export type Conclude = (tx: SqlClient, generation: number, outcome: BatchOutcome) => Promise<void>;

/**
 * The number is the next one of the live generation. From there to the commit the transaction holds the head's row: whoever
 * comes next waits, so that a version is never visible before the one below it.
 * @throws Error when another generation is the live one
 */
export const concludeLive: Conclude = async (tx, generation, { moves, since, reached }) => {
  const cells = inOrder(moves);
  await moveCells(tx, generation, cells);
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
