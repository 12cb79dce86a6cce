import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was known at past moments. Like the figures, all of it belongs to a generation and is partitioned by it. It is
 * reckoned here for what is held already, from the versions kept in `contribution`, just as appliers do it from now on.
 */
export class Totals0004 implements MigrationInterface {
  readonly name = 'Totals1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(partitions);
    await runner.query(memberEdgesHeld);
    await runner.query(movementsHeld);
  }

  async down(): Promise<void> {}
}

const tables = /* sql */ `
  create table movement (
    generation int not null,
    province   text not null,
    day        date not null,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    sums       jsonb not null,
    edges      jsonb not null
  ) partition by list (generation);
  create index movement_day on movement (generation, province, day);
  comment on table movement is 'By how much the figures move at which moments: a row for each batch, province and day. The figure known at T is the sum up to T. Only added to.';
  comment on column movement.day is 'In UTC+1, all year round; all moments of the row fall on it.';
  comment on column movement.first_at is 'The earliest moment of the row.';
  comment on column movement.last_at is 'The latest moment of the row.';
  comment on column movement.sums is 'What the edges come to for the whole province: [measure, edition, by how much].';
  comment on column movement.edges is '[measure, edition, by how much, place, moment (RFC 3339 in UTC, microseconds)]';

  create table span_sum (
    generation int not null,
    span       text not null check (span in ('day', 'month')),
    measure    text not null,
    first      date not null,
    place      text not null,
    edition    int not null,
    amount     bigint not null,
    primary key (generation, span, measure, first, place, edition)
  ) partition by list (generation);
  comment on table span_sum is 'The movements of each day and of each month in UTC+1, all year round, added up.';
  comment on column span_sum.first is 'The day; of a month its first.';
  comment on column span_sum.place is 'Of a day, the whole region; of a month, the whole province.';
  comment on column span_sum.edition is '0: all editions together, of distinct measures.';

  create table member_edge (
    generation int not null,
    measure    text not null,
    place      text not null,
    member     text not null,
    at         timestamptz not null,
    edition    int not null,
    step       int not null
  ) partition by list (generation);
  create index member_edge_at on member_edge (generation, measure, place, member, at);
  comment on table member_edge is 'By how many things'' word a member gains or loses at which moment. Only added to.';

  alter table delta add column since timestamptz;
  comment on column delta.since is 'The earliest moment at which this version moves anything: what was known before that stays.';
`;

const partitions = /* sql */ `
  do $$
  declare
    one int;
  begin
    for one in select generation from generation loop
      execute format('create table movement_%1$s partition of movement for values in (%1$s)', one);
      execute format('create table span_sum_%1$s partition of span_sum for values in (%1$s) with (fillfactor = 80)', one);
      execute format('create table member_edge_%1$s partition of member_edge for values in (%1$s)', one);
    end loop;
  end $$`;

/** The versions that were once known, each with the one known before it. */
const onceKnown = /* sql */ `
  once_known as (
    select generation, recorded_at as at, contribution, lag(contribution) over (
      partition by generation, topic, thing order by version) as former
    from (
      select *, min(recorded_at) over (
        partition by generation, topic, thing order by version
        rows between 1 following and unbounded following) as next_at
      from contribution) as held
    where next_at is null or recorded_at < next_at)`;

const memberEdgesHeld = /* sql */ `
  with ${onceKnown}, edge as (
    select generation, at, m, 1 as step from once_known, jsonb_array_elements(contribution->'m') as m
    union all
    select generation, at, m, -1 from once_known, jsonb_array_elements(former->'m') as m)
  insert into member_edge (generation, measure, place, edition, member, at, step)
  select generation, m->>0, m->>1, (m->>2)::int, m->>3, at, sum(step)
  from edge group by 1, 2, 3, 4, 5, 6 having sum(step) <> 0`;

const movementsHeld = /* sql */ `
  with ${onceKnown}, live as (
    select *, sum(step) over (partition by generation, measure, place, edition, member order by at) as live
    from (
      select generation, measure, place, edition.one as edition, member, at, sum(step) as step
      from member_edge, lateral (values (edition), (0)) as edition (one) group by 1, 2, 3, 4, 5, 6) as steps),
  moved as (
    select generation, at, c->>0 as measure, c->>1 as place, (c->>2)::int as edition, (c->>3)::bigint as amount
    from once_known, jsonb_array_elements(contribution->'c') as c
    union all
    select generation, at, c->>0, c->>1, (c->>2)::int, -(c->>3)::bigint
    from once_known, jsonb_array_elements(former->'c') as c
    union all
    select generation, at, measure, place, edition, (live > 0)::int - (live - step > 0)::int from live),
  edge as (
    select generation, measure, place, left(place, 6) as province, edition, at, sum(amount) as amount,
      (at at time zone 'UTC' + interval '1 hour')::date as day,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment
    from moved group by generation, measure, place, edition, at having sum(amount) <> 0),
  day_sum as (
    select generation, province, day, measure, edition, sum(amount) as amount from edge group by 1, 2, 3, 4, 5),
  kept as (
    insert into movement (generation, province, day, first_at, last_at, sums, edges)
    select generation, province, day, min(at), max(at),
      (select coalesce(jsonb_agg(jsonb_build_array(measure, edition, amount::text)), '[]') from day_sum
       where (day_sum.generation, day_sum.province, day_sum.day) = (edge.generation, edge.province, edge.day)),
      jsonb_agg(jsonb_build_array(measure, edition, amount::text, place, moment))
    from edge group by generation, province, day)
  insert into span_sum (generation, span, measure, first, place, edition, amount)
  select generation, span, measure, date_trunc(span, day)::date, left(province, length), edition, sum(amount)
  from day_sum, (values ('day', 2), ('month', 6)) as spans (span, length)
  group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0`;
