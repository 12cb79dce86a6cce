import type { SqlClient } from '@awrach/messaging';
import type { Measure } from '../measure/measure.ts';

/** A figure that two generations hold differently. */
export interface Difference {
  readonly measure: Measure;
  readonly place: string;
  readonly edition: number;
  readonly live: bigint;
  readonly rebuilt: bigint;
}

/** All figures at their finest grain that differ, in the order of their keys. Both generations must stand at the same offsets. */
export async function differencesBetween(
  tx: SqlClient,
  live: number,
  rebuilt: number,
): Promise<Difference[]> {
  const { rows } = await tx.query<Omit<Difference, 'live' | 'rebuilt'> & { live: string; rebuilt: string }>(
    `select measure, place, edition, coalesce(was.value, 0) as live, coalesce(now.value, 0) as rebuilt
     from (select * from cell where generation = $1) as was
     full join (select * from cell where generation = $2) as now using (measure, place, edition)
     where coalesce(was.value, 0) <> coalesce(now.value, 0)
     order by measure, place, edition`,
    [live, rebuilt],
  );
  return rows.map((row) => ({ ...row, live: BigInt(row.live), rebuilt: BigInt(row.rebuilt) }));
}
