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

/** From where to where a transaction moves a partition. */
export interface Passage extends Place {
  from: Position;
  to: Position;
}

/**
 * Moves those partitions that still stand where this reader believes, and holds them until the transaction ends. A reader
 * of yesterday, who does not know yet that the partition was given to another, moves nothing.
 *
 * @returns the moved ones, by `placeKey`.
 */
export async function movePositions(
  tx: SqlClient,
  generation: number,
  passages: readonly Passage[],
): Promise<Set<string>> {
  const { rows } = await tx.query<Place>(
    `update consumed_offset as held set log = moved.to_log, next_offset = moved.to_next
     from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::text[], $7::bigint[])
       as moved (topic, partition, from_log, from_next, to_log, to_next)
     where held.generation = $1 and held.topic = moved.topic and held.partition = moved.partition
       and held.log is not distinct from moved.from_log and held.next_offset = moved.from_next
     returning held.topic, held.partition`,
    [
      generation,
      passages.map(({ topic }) => topic),
      passages.map(({ partition }) => partition),
      passages.map(({ from }) => from.log),
      passages.map(({ from }) => from.next),
      passages.map(({ to }) => to.log),
      passages.map(({ to }) => to.next),
    ],
  );
  return new Set(rows.map(placeKey));
}
