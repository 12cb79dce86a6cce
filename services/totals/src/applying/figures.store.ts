import type { Reached, SqlClient } from '@awrach/messaging';
import type { StoredChange } from '../head/delta.ts';
import type { CellMove, Movement, SpanMove } from './movement.ts';

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
      moves.map(({ measure }) => measure),
      moves.map(({ place }) => place),
      moves.map(({ edition }) => edition),
      moves.map(({ amount }) => amount.toString()),
    ],
  );
}

/** Adds to what days and months have moved the figures by. */
export async function moveSpans(
  tx: SqlClient,
  generation: number,
  moves: readonly SpanMove[],
): Promise<void> {
  if (moves.length === 0) return;
  await tx.query(
    `insert into span_sum (generation, span, first, measure, place, edition, amount)
     select $1, * from unnest($2::text[], $3::date[], $4::text[], $5::text[], $6::int[], $7::bigint[])
     on conflict (generation, span, first, measure, place, edition) do update set amount = span_sum.amount + excluded.amount`,
    [
      generation,
      moves.map(({ span }) => span),
      moves.map(({ first }) => first),
      moves.map(({ measure }) => measure),
      moves.map(({ place }) => place),
      moves.map(({ edition }) => edition),
      moves.map(({ amount }) => amount.toString()),
    ],
  );
}

/**
 * Gives this transaction's changes the next number. From here to the commit it holds the head's row: whoever comes next
 * waits, so that a version is never visible before the one below it.
 * @throws Error when another generation is the live one
 */
export async function numberVersion(
  tx: SqlClient,
  generation: number,
  cells: readonly CellMove[],
  movements: readonly Movement[],
  reached: readonly Reached[],
): Promise<void> {
  const changes = cells.map(
    ({ measure, place, edition, amount }): StoredChange => [measure, place, edition, amount.toString()],
  );
  const edges = movements.map((movement) =>
    movement.edges.map(({ measure, place, edition, at, amount }) => [
      measure,
      place,
      edition,
      at,
      amount.toString(),
    ]),
  );
  const { rows } = await tx.query<{ n: string }>(
    `with numbered as (update head set n = n + 1 where generation = $1 returning generation, n),
     moved as (
       insert into movement (generation, n, day, last_at, edges)
       select numbered.generation, numbered.n, movement.* from numbered, rows from (
         unnest($4::date[]), unnest($5::text[]), jsonb_array_elements($6::jsonb)) as movement)
     insert into delta (generation, n, changes, reached, numbered_at)
     select generation, n, $2, $3, clock_timestamp() from numbered returning n`,
    [
      generation,
      JSON.stringify(changes),
      JSON.stringify(reached),
      movements.map(({ day }) => day),
      movements.map(({ lastAt }) => lastAt),
      JSON.stringify(edges),
    ],
  );
  if (rows.length === 0) throw new Error(`Generation ${generation} of the totals is not the live one.`);
}
