import type { SqlClient } from '@awrach/messaging';
import type { VersionName } from '../head/version.ts';
import type { Change } from '../matrix/matrix.ts';
import type { Measure } from '../measure/measure.ts';
import { type Day, dayOf, firstOfMonth, type Moment } from '../time/moment.ts';

/** Which movements are asked for. */
export interface Asked {
  /** As these figures have them: those of later versions are left out. */
  readonly version: VersionName;
  /** Up to and with this moment. */
  readonly until: Moment;
  /** Undefined: all. */
  readonly measure?: Measure | undefined;
  /** Communes (or provinces without their communes); undefined: all, each province with its communes added up. */
  readonly places?: readonly string[] | undefined;
  /**
   * First days, rising: the movements before the first of them are added up by themselves, those from each of them up to
   * the next too.
   */
  readonly starts: readonly Day[];
  /** Whether every start is the first of a month. */
  readonly monthly: boolean;
}

/**
 * What the figures moved by: one list for each stretch, the one before the first start included. Read at one moment.
 *
 * Whole months come from their sums, then whole days, the day of `until` too; what moved on that day after `until`, and what
 * later versions moved in the past, is taken off again.
 * @returns undefined when another generation is the live one
 */
export async function movedBy(
  sql: SqlClient,
  { version, until, measure, places, starts, monthly }: Asked,
): Promise<Change[][] | undefined> {
  const lastDay = dayOf(until);
  const [firstStart = lastDay] = starts;
  const daysFrom = firstOfMonth(monthly ? lastDay : least(firstStart, lastDay));
  const { rows } = await sql.query<{
    stretch: number | null;
    measure: Measure;
    place: string;
    edition: number;
    amount: string;
  }>(
    `with part as (
       select first, measure, place, edition, amount from span_sum
       where generation = $1 and span = 'month' and first < $4
       union all
       select first, measure, place, edition, amount from span_sum
       where generation = $1 and span = 'day' and first between $4 and $5
       union all
       select day, edge->>0, edge->>1, (edge->>2)::int, -(edge->>4)::bigint
       from movement, jsonb_array_elements(edges) as edge
       where generation = $1 and n <= $2 and day = $5 and last_at > $3 and (edge->>3) collate "C" > $3
       union all
       select day, edge->>0, edge->>1, (edge->>2)::int, -(edge->>4)::bigint
       from movement, jsonb_array_elements(edges) as edge
       where generation = $1 and n > $2 and day <= $5),
     moved as (
       select width_bucket(first, $6::date[]) as stretch, measure,
         case when $8::text[] is null then left(place, 6) else place end as place, edition, sum(amount) as amount
       from part where ($7::text is null or measure = $7) and ($8::text[] is null or place = any ($8))
       group by 1, 2, 3, 4 having sum(amount) <> 0)
     select moved.* from head left join moved on true where head.generation = $1`,
    [version.generation, version.n, until, daysFrom, lastDay, starts, measure ?? null, places ?? null],
  );
  if (rows.length === 0) return undefined;
  const stretches: Change[][] = Array.from({ length: starts.length + 1 }, () => []);
  for (const { stretch, amount, ...change } of rows) {
    if (stretch !== null) stretches[stretch]?.push({ ...change, amount: BigInt(amount) });
  }
  return stretches;
}

const least = (a: Day, b: Day): Day => (a < b ? a : b);
