import { plainArray, type SqlClient } from '@awrach/messaging';
import type { Edge } from './edge.ts';
import type { Movement, SpanMove } from './movement.ts';

/**
 * Writes down by what the figures moved at which moments. Only added to: an earlier moment that is told otherwise later gets
 * further edges.
 */
export async function keepMovements(
  tx: SqlClient,
  generation: number,
  movements: readonly Movement[],
): Promise<void> {
  if (movements.length === 0) return;
  await tx.query(
    `insert into movement (generation, province, day, first_at, last_at, sums, edges)
     select $1, * from rows from (
       unnest($2::text[]), unnest($3::date[]), unnest($4::timestamptz[]), unnest($5::timestamptz[]),
       jsonb_array_elements($6::jsonb), jsonb_array_elements($7::jsonb))`,
    [
      generation,
      plainArray(movements.map(({ province }) => province)),
      plainArray(movements.map(({ day }) => day)),
      plainArray(movements.map(({ firstAt }) => firstAt)),
      plainArray(movements.map(({ lastAt }) => lastAt)),
      JSON.stringify(
        movements.map(({ sums }) =>
          sums.map(({ measure, edition, amount }) => [measure, edition, amount.toString()]),
        ),
      ),
      // Each by itself: what is made for one is garbage before the next is made.
      `[${movements.map(({ edges }) => edgesText(edges)).join(',')}]`,
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
    `insert into span_sum (generation, span, measure, first, place, edition, amount)
     select $1, * from unnest($2::text[], $3::text[], $4::date[], $5::text[], $6::int[], $7::bigint[])
     on conflict (generation, span, measure, first, place, edition)
       do update set amount = span_sum.amount + excluded.amount`,
    [
      generation,
      plainArray(moves.map(({ span }) => span)),
      plainArray(moves.map(({ measure }) => measure)),
      plainArray(moves.map(({ first }) => first)),
      plainArray(moves.map(({ place }) => place)),
      plainArray(moves.map(({ edition }) => edition)),
      plainArray(moves.map(({ amount }) => amount)),
    ],
  );
}

const edgesText = (edges: readonly Edge[]): string =>
  JSON.stringify(
    edges.map(({ measure, edition, amount, place, at }) => [measure, edition, amount.toString(), place, at]),
  );
