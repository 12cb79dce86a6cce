import type { SqlClient } from '@awrach/messaging';
import { type CommuneCode, type ProvinceCode, provincesOf, type RegionCode } from '@awrach/territory';
import type { VersionName } from '../head/version.ts';
import type { Change } from '../matrix/matrix.ts';
import type { Measure } from '../measure/measure.ts';
import { locationOf } from '../measure/place.ts';
import { type Day, dayOf, firstOfMonth, type Moment, openDay } from '../time/moment.ts';

/** Which movements are asked for. */
export interface Asked {
  readonly measures: readonly Measure[];
  /** Up to and with this moment. */
  readonly until: Moment;
  /**
   * First days up to that of `until`, rising: the movements before the first of them are added up by themselves, those
   * from each of them up to the next too.
   */
  readonly starts: readonly Day[];
}

/** What moved in each stretch, that before the first start included. */
export type Stretches<Place extends string = string> = readonly (readonly (Change & {
  readonly place: Place;
})[])[];

/**
 * What the figures of whole regions moved by, as this version has it.
 *
 * Whole months come from their sums, then whole days; of the day on which `until` falls the batches that ended by then
 * come from theirs, and only those that were under way edge by edge. So what it costs grows with regions and time, not
 * with things.
 * @returns 'gone' when that version's past can no longer be told: its generation was let go, or a later version has moved it
 */
export async function movedInRegions(
  sql: SqlClient,
  version: VersionName,
  asked: Asked,
  regions: readonly RegionCode[],
): Promise<Stretches<RegionCode> | 'gone'> {
  const provinces = regions.flatMap((region) => provincesOf(region).map(({ code }) => code));
  const daysUntil = openDay(asked.until);
  const stretches = await stretchesOf(
    sql,
    version,
    asked,
    `select first, measure, left(place, 2) as place, edition, amount from span_sum
     where generation = $1 and span = 'month' and measure = any ($4) and first < $7 and place = any ($6)
     union all
     select first, measure, place, edition, amount from span_sum
     where generation = $1 and span = 'day' and measure = any ($4) and first >= $7 and first < $8 and place = any ($9)
     union all
     select day, move->>0, left(province, 2), (move->>1)::int, (move->>2)::bigint
     from movement, jsonb_array_elements(case when last_at <= $3 then sums else edges end) as move
     where generation = $1 and province = any ($6) and day = $8 and first_at <= $3 and ${isMeant}`,
    [provinces, daysFrom(asked), daysUntil, regions],
  );
  return stretches as Stretches<RegionCode> | 'gone'; // A region's code begins those of its provinces.
}

/** The same of provinces: whole months, then batch by batch. */
export const movedInProvinces = (
  sql: SqlClient,
  version: VersionName,
  asked: Asked,
  provinces: readonly ProvinceCode[],
): Promise<Stretches | 'gone'> =>
  stretchesOf(
    sql,
    version,
    asked,
    `select first, measure, place, edition, amount from span_sum
     where generation = $1 and span = 'month' and measure = any ($4) and first < $7 and place = any ($6)
     union all
     select day, move->>0, province, (move->>1)::int, (move->>2)::bigint
     from movement, jsonb_array_elements(case when last_at <= $3 then sums else edges end) as move
     where generation = $1 and province = any ($6) and day between $7 and $8 and first_at <= $3 and ${isMeant}`,
    [provinces, daysFrom(asked), dayOf(asked.until)],
  );

/** The same of communes: edge by edge, so what it costs grows with all that ever happened in their provinces. */
export const movedInCommunes = (
  sql: SqlClient,
  version: VersionName,
  asked: Asked,
  communes: readonly CommuneCode[],
): Promise<Stretches | 'gone'> =>
  stretchesOf(
    sql,
    version,
    asked,
    `select day as first, move->>0 as measure, move->>3 as place, (move->>1)::int as edition, (move->>2)::bigint as amount
     from movement, jsonb_array_elements(edges) as move
     where generation = $1 and province = any ($6) and day <= $8 and first_at <= $3 and move->>3 = any ($7) and ${isMeant}`,
    [[...new Set(communes.map((code) => locationOf(code).province))], communes, dayOf(asked.until)],
  );

/** Of a batch that was under way at `until`, the edges up to then. */
const isMeant = 'move->>0 = any ($4) and (last_at <= $3 or (move->>4)::timestamptz <= $3)';

/** The first day that is not read by its month: whole months end where a stretch begins within one, or with `until`. */
function daysFrom({ until, starts }: Asked): Day {
  const isMonthly = starts.every((start) => start === firstOfMonth(start));
  const [first = openDay(until)] = isMonthly ? [] : starts;
  return firstOfMonth(first);
}

interface Row {
  /** Null in the one row that tells that nothing moved. */
  readonly stretch: number | null;
  readonly measure: Measure;
  readonly place: string;
  readonly edition: number;
  readonly amount: string;
}

/**
 * @param parts selects the parts (first, measure, place, edition, amount) that add up to what moved; its own parameters
 *   begin with $6
 */
async function stretchesOf(
  sql: SqlClient,
  { generation, n }: VersionName,
  { measures, until, starts }: Asked,
  parts: string,
  parameters: readonly unknown[],
): Promise<Stretches | 'gone'> {
  // One statement sees one moment. What it sees of the past is this version's, unless a later one has moved it.
  const { rows } = await sql.query<Row>(
    `with part as (${parts}),
     moved as (
       select width_bucket(first, $5::date[]) as stretch, measure, place, edition, sum(amount) as amount
       from part group by 1, 2, 3, 4 having sum(amount) <> 0)
     select moved.* from generation left join moved on true
     where generation.generation = $1 and not exists (
       select from delta where delta.generation = $1 and delta.n > $2 and delta.since <= $3)`,
    [generation, n, until, measures, starts, ...parameters],
  );
  if (rows.length === 0) return 'gone';
  const stretches: Change[][] = Array.from({ length: starts.length + 1 }, () => []);
  for (const { stretch, measure, place, edition, amount } of rows) {
    if (stretch !== null) stretches[stretch]?.push({ measure, place, edition, amount: BigInt(amount) });
  }
  return stretches;
}
