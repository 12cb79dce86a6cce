import type { SqlClient } from '@awrach/messaging';
import type { PastFound } from './finding.ts';

/**
 * One statement, so it sees one moment: by what each figure moved and when, reckoned anew from all versions of all things that totals
 * hold, is held against the edges they keep of it, and against what these come to by batch, day and month.
 *
 * Of a thing a version is known from its own moment up to that of the next, and one recorded no earlier than a higher one never was. A member counts
 * from when the first thing names it until the last ceases to. An edge outside of the moments or the day of its batch is found by nobody who
 * asks for the past: as good as none.
 */
const comparison = /* sql */ `
  with live as materialized (select generation from head),
    version as (
      select topic, thing, version, recorded_at as at, contribution, min(recorded_at) over (
        partition by topic, thing order by version desc rows between unbounded preceding and 1 preceding) as next_at
      from contribution where generation = (select generation from live)),
    known as materialized (
      select at, contribution, lead(contribution) over (partition by topic, thing order by version desc) as former
      from version where next_at is null or at < next_at),
    word as (
      select at, contribution as adds, 1 as sign from known
      union all
      select at, former, -1 from known where former is not null),
    step as (
      select m ->> 0 as measure, m ->> 1 as place, edition, m ->> 3 as member, at, sum(sign) as step
      from word, json_array_elements(adds -> 'm') as m, unnest(array[0, (m ->> 2)::int]) as edition
      group by 1, 2, 3, 4, 5 having sum(sign) <> 0),
    present as (
      select *, sum(step) over (partition by measure, place, edition, member order by at) as live from step),
    due as materialized (
      select measure, place, edition, at, sum(amount) as amount from (
        select c ->> 0, c ->> 1, (c ->> 2)::int, at, sign * (c ->> 3)::bigint
        from word, json_array_elements(adds -> 'c') as c
        union all
        select measure, place, edition, at, (live > 0)::int - (live - step > 0)::int from present
      ) as moved (measure, place, edition, at, amount)
      group by 1, 2, 3, 4 having sum(amount) <> 0),
    due_day as materialized (
      select measure, left(place, 6) as province, edition, (at at time zone 'UTC' + interval '1 hour')::date as day, sum(amount) as amount
      from due group by 1, 2, 3, 4),
    batch as (select * from movement where generation = (select generation from live)),
    edge as (
      select measure, place, edition, at, sum(amount) as amount from (
        select move ->> 0, move ->> 3, (move ->> 1)::int, (move ->> 4)::timestamptz, (move ->> 2)::bigint, batch.*
        from batch, jsonb_array_elements(edges) as move
      ) as kept (measure, place, edition, at, amount)
      where at between first_at and last_at and day = (at at time zone 'UTC' + interval '1 hour')::date and province = left(place, 6)
      group by 1, 2, 3, 4 having sum(amount) <> 0),
    due_sum as (
      select 'batch' as kept, measure, province as place, edition, day, amount from due_day
      union all
      select 'day', measure, left(province, 2), edition, day, sum(amount) from due_day group by 2, 3, 4, 5
      union all
      select 'month', measure, province, edition, date_trunc('month', day)::date, sum(amount) from due_day group by 2, 3, 4, 5),
    kept_sum as (
      select 'batch' as kept, move ->> 0 as measure, province as place, (move ->> 1)::int as edition, day, sum((move ->> 2)::bigint) as amount
      from batch, jsonb_array_elements(sums) as move group by 2, 3, 4, 5
      union all
      select span, measure, place, edition, first, amount from span_sum where generation = (select generation from live)),
    other as materialized (
      select 'edge' as kept, measure, place, edition, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
        coalesce(due.amount, 0)::text as versions, coalesce(edge.amount, 0)::text as totals
      from due full join edge using (measure, place, edition, at)
      where coalesce(due.amount, 0) <> coalesce(edge.amount, 0)
      union all
      select kept, measure, place, edition, day::text, coalesce(due_sum.amount, 0)::text, coalesce(kept_sum.amount, 0)::text
      from due_sum full join kept_sum using (kept, measure, place, edition, day)
      where coalesce(due_sum.amount, 0) <> coalesce(kept_sum.amount, 0))
  select (select count(*) from due) as compared, (select count(*) from other) as others,
    array(select to_jsonb(one) from (select * from other order by measure, place, edition, at, kept limit $1) as one) as named`;

interface Row {
  readonly compared: string;
  readonly others: string;
  readonly named: PastFound['named'];
}

/**
 * Compares what totals keep of the past with the versions of things that they hold.
 * @param most so many differences are named
 */
export async function comparePast(totals: SqlClient, most: number): Promise<PastFound> {
  const { rows } = await totals.query<Row>(comparison, [most]);
  const [row] = rows;
  if (!row) throw new Error('The past was not compared.');
  return { compared: Number(row.compared), count: Number(row.others), named: row.named };
}
