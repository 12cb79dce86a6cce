import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The figures and what they come from. All of it belongs to a generation: totals are rebuilt into tables of the next one
 * beside the live ones, so each is a partition that can be made and dropped as a whole. The first is 0.
 */
export class Totals0001 implements MigrationInterface {
  readonly name = 'Totals1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table contribution (
        generation   int not null,
        topic        text not null,
        thing        uuid not null,
        version      bigint not null,
        recorded_at  timestamptz not null,
        contribution jsonb not null,
        primary key (generation, topic, thing, version)
      ) partition by list (generation);
      comment on table contribution is 'What each version of each thing adds to the figures. The highest version of a thing is its present; all are kept.';
      comment on column contribution.contribution is 'c: [measure, place, edition, amount] (money in centimes); m: [measure, place, edition, member].';
      create table contribution_0 partition of contribution for values in (0);

      create table member (
        generation int not null,
        measure    text not null,
        place      text not null,
        edition    int not null,
        member     text not null,
        live       int not null,
        primary key (generation, measure, place, edition, member)
      ) partition by list (generation);
      comment on table member is 'What counts once in a place, however many things name it.';
      comment on column member.edition is '0: all editions together.';
      comment on column member.live is 'How many things name it at present.';
      create table member_0 partition of member for values in (0) with (fillfactor = 80);

      create table cell (
        generation int not null,
        measure    text not null,
        place      text not null,
        edition    int not null,
        value      bigint not null,
        primary key (generation, measure, place, edition)
      ) partition by list (generation);
      comment on table cell is 'The figures at their finest grain: of a commune where what is counted lies in one, else of a province.';
      comment on column cell.value is 'Units of the measure; centimes for money.';
      create table cell_0 partition of cell for values in (0) with (fillfactor = 50);

      create table head (
        one        boolean primary key default true check (one),
        generation int not null,
        n          bigint not null
      ) with (fillfactor = 10);
      insert into head (generation, n) values (0, 0);
      comment on table head is 'One row: the live generation and its newest version. Whoever raises n holds the row until the commit.';

      create table delta (
        generation  int not null,
        n           bigint not null,
        changes     jsonb not null,
        reached     jsonb not null,
        numbered_at timestamptz not null,
        primary key (generation, n)
      );
      create index delta_age on delta (numbered_at);
      comment on table delta is 'By what each of the newest versions differs from the one below it. Let go after a while.';
      comment on column delta.changes is '[measure, place, edition, by how much]';
      comment on column delta.reached is 'The offsets that this version reached, of the partitions that it moved.';
    `);
  }

  async down(): Promise<void> {}
}
