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

/**
 * Gives this transaction's changes the next number. From here to the commit it holds the head's row: whoever comes next
 * waits, so that a version is never visible before the one below it. A generation that is being rebuilt has numbers of its own;
 * nobody follows them.
 * @throws Error when another generation is the live one, and this one is not being rebuilt
 */
export async function numberVersion(
  tx: SqlClient,
  generation: number,
  { cells, since, reached }: Numbered,
): Promise<void> {
  const changes = cells.map(
    ({ measure, place, edition, amount }): StoredChange => [measure, place, edition, amount.toString()],
  );
  const { rows } = await tx.query<{ n: string }>(
    `with live as (update head set n = n + 1 where generation = $1 returning generation, n),
     rebuilt as (update generation set n = n + 1 where generation = $1 and live_at is null returning generation, n),
     numbered as (select * from live union all select * from rebuilt),
     told as (
       insert into delta (generation, n, changes, since, reached, numbered_at)
       select generation, n, $2, $3, $4, clock_timestamp() from live)
     select n from numbered`,
    [generation, JSON.stringify(changes), since ?? null, JSON.stringify(reached)],
  );
  if (rows.length === 0) throw new Error(`Generation ${generation} of the totals is not the live one.`);
}
