import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which generations there are. What is held of others' things becomes a table of the generation like the figures, so that it
 * can be dropped as a whole.
 */
export class Totals0003 implements MigrationInterface {
  readonly name = 'Totals1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table generation (
        generation  int primary key,
        n           bigint not null default 0,
        begun_at    timestamptz not null default clock_timestamp(),
        live_at     timestamptz,
        replaced_at timestamptz
      );
      comment on table generation is 'The generations that have tables: the live one, one that is being rebuilt, and one replaced a moment ago.';
      comment on column generation.n is 'While it is rebuilt: how many batches it has taken in. From then on the head counts.';
      comment on column generation.live_at is 'Since when it is, or was, the live one; null while it is rebuilt.';
      insert into generation (generation, live_at) select generation, clock_timestamp() from head;

      alter table consumed_thing rename to consumed_thing_0;
      alter table consumed_thing_0 rename constraint consumed_thing_pkey to consumed_thing_0_pkey;
      create table consumed_thing (
        generation integer not null default 0,
        topic      text not null,
        thing      text not null,
        version    bigint not null,
        primary key (generation, topic, thing)
      ) partition by list (generation);
      comment on table consumed_thing is 'The version of each thing of others that this service holds.';
      alter table consumed_thing attach partition consumed_thing_0 for values in (0);
    `);
  }

  async down(): Promise<void> {}
}
