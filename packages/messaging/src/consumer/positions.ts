import type { SqlClient } from '../sql-client.ts';
import type { Position } from './course.ts';

export interface Place {
  topic: string;
  partition: number;
}

export const placeKey = ({ topic, partition }: Place) => `${topic}|${partition}`;

interface Row extends Place {
  log: string | null;
  next_offset: string;
}

const positionOf = (row: Row): Position => ({ log: row.log, next: Number(row.next_offset) });

/** The positions of these partitions, by `placeKey`; one never read before begins at 0. */
export async function loadPositions(
  tx: SqlClient,
  generation: number,
  places: readonly Place[],
): Promise<Map<string, Position>> {
  const params = [generation, places.map(({ topic }) => topic), places.map(({ partition }) => partition)];
  await tx.query(
    `insert into consumed_offset (generation, topic, partition)
     select $1, * from unnest($2::text[], $3::integer[]) as place (topic, partition) order by topic, partition
     on conflict do nothing`,
    params,
  );
  const { rows } = await tx.query<Row>(
    `select topic, partition, log, next_offset from consumed_offset
     join unnest($2::text[], $3::integer[]) as place (topic, partition) using (topic, partition) where generation = $1`,
    params,
  );
  return new Map(rows.map((row) => [placeKey(row), positionOf(row)]));
}

/** As `loadPositions`, and nobody else moves them before this transaction ends. */
export async function lockPositions(
  tx: SqlClient,
  generation: number,
  places: readonly Place[],
): Promise<Map<string, Position>> {
  const { rows } = await tx.query<Row>(
    `select topic, partition, log, next_offset from consumed_offset
     where generation = $1 and (topic, partition) in (select * from unnest($2::text[], $3::integer[]))
     order by topic, partition for update`,
    [generation, places.map(({ topic }) => topic), places.map(({ partition }) => partition)],
  );
  return new Map(rows.map((row) => [placeKey(row), positionOf(row)]));
}

export async function storePositions(
  tx: SqlClient,
  generation: number,
  moves: readonly (Place & Position)[],
): Promise<void> {
  await tx.query(
    `update consumed_offset set log = moved.log, next_offset = moved.next
     from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[]) as moved (topic, partition, log, next)
     where consumed_offset.generation = $1 and consumed_offset.topic = moved.topic
       and consumed_offset.partition = moved.partition`,
    [
      generation,
      moves.map(({ topic }) => topic),
      moves.map(({ partition }) => partition),
      moves.map(({ log }) => log),
      moves.map(({ next }) => next),
    ],
  );
}
