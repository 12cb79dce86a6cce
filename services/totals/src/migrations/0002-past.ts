import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was known at past moments. Like the figures, all of it belongs to a generation and is partitioned by it. It is
 * reckoned here for what is held already, from the versions kept in `contribution`, just as appliers do it from now on.
 */
export class Totals0002 implements MigrationInterface {
  readonly name = 'Totals1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(memberEdgesHeld);
    await runner.query(edgesHeld);
  }

  async down(): Promise<void> {}
}

const tables = /* sql */ `
  create table movement (
    generation int not null,
    n          bigint not null,
    day        date not null,
    last_at    text collate "C" not null,
    edges      jsonb not null,
    primary key (generation, n, day)
  ) partition by list (generation);
  create index movement_day on movement (generation, day);
  comment on table movement is 'By what each version moves the figures at which moments; the figure known at T is the sum up to T. Nothing is removed.';
  comment on column movement.day is 'In Morocco (UTC+1); all moments of the row fall on it.';
  comment on column movement.last_at is 'The latest moment of the row.';
  comment on column movement.edges is '[measure, place, edition, moment (RFC 3339 in UTC, microseconds), by how much]';
  create table movement_0 partition of movement for values in (0);

  create table span_sum (
    generation int not null,
    span       text not null check (span in ('day', 'month')),
    first      date not null,
    measure    text not null,
    place      text not null,
    edition    int not null,
    amount     bigint not null,
    primary key (generation, span, first, measure, place, edition)
  ) partition by list (generation);
  comment on table span_sum is 'The movements of each day and of each month in Morocco (UTC+1), added up.';
  comment on column span_sum.first is 'The day; of a month its first.';
  create table span_sum_0 partition of span_sum for values in (0) with (fillfactor = 80);

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
  comment on table member_edge is 'By how many things'' word a member gains or loses at which moment. Nothing is removed.';
  create table member_edge_0 partition of member_edge for values in (0);
`;

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

const edgesHeld = /* sql */ `
  with ${onceKnown}, live as (
    select *, sum(step) over (partition by generation, measure, place, edition, member order by at) as live
    from (
      select generation, measure, place, edition.one as edition, member, at, sum(step) as step
      from member_edge, lateral (values (edition), (0)) as edition (one) group by 1, 2, 3, 4, 5, 6) as steps),
  edge as (
    select generation, at, c->>0 as measure, c->>1 as place, (c->>2)::int as edition, (c->>3)::bigint as amount
    from once_known, jsonb_array_elements(contribution->'c') as c
    union all
    select generation, at, c->>0, c->>1, (c->>2)::int, -(c->>3)::bigint
    from once_known, jsonb_array_elements(former->'c') as c
    union all
    select generation, at, measure, place, edition, (live > 0)::int - (live - step > 0)::int from live),
  dated as (
    select generation, measure, place, edition, at, (at at time zone 'UTC' + interval '1 hour')::date as day, sum(amount) as amount
    from edge group by 1, 2, 3, 4, 5 having sum(amount) <> 0),
  stamped as (
    select *, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment from dated),
  moved as (
    insert into movement (generation, n, day, last_at, edges)
    select generation, (select n from head), day, max(moment),
      jsonb_agg(jsonb_build_array(measure, place, edition, moment, amount::text))
    from stamped group by generation, day)
  insert into span_sum (generation, span, first, measure, place, edition, amount)
  select generation, span, date_trunc(span, day)::date, measure, place, edition, sum(amount)
  from dated, (values ('day'), ('month')) as spans (span) group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0`;
