import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Worksites, and what is kept of the agreements that name them and of finance's answers to these. */
export class Worksite1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table worksite (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text not null,
        status text not null,
        sector text not null,
        size text not null,
        name_ar text not null,
        name_fr text not null,
        opened_on date,
        suspensions jsonb not null,
        closed_on date,
        outcome text,
        basis jsonb,
        sample boolean not null,
        constraint worksite_status check (status in ('PLANNED', 'OPEN', 'SUSPENDED', 'CLOSED', 'CANCELLED')),
        constraint worksite_size check (size in ('SMALL', 'LARGE')),
        constraint worksite_opened check ((status in ('PLANNED', 'CANCELLED')) = (opened_on is null)),
        constraint worksite_closed check ((status = 'CLOSED') = (closed_on is not null and outcome is not null)),
        constraint worksite_days check (closed_on >= opened_on)
      );
      create index worksite_province on worksite (province, edition, id);
      create index worksite_commune on worksite (commune, id);

      create table agreement (
        id uuid primary key,
        version int not null,
        status text not null,
        current_revision int not null,
        approved boolean not null,
        signed boolean not null,
        funded boolean not null,
        in_force_revision int,
        starts_on date,
        ends_on date
      );
      comment on column agreement.approved is 'Of the current revision, as are signed (by all) and funded.';
      comment on column agreement.starts_on is 'Of the revision in force, as is ends_on.';

      create table named_worksite (
        id uuid primary key,
        province text not null,
        edition int not null,
        commune text not null,
        sector text not null,
        size text not null,
        name_ar text not null,
        name_fr text not null,
        sample boolean not null
      );
      comment on table named_worksite is
        'What lines say of a worksite, whatever became of it. Who settles a worksite locks its row here first.';

      create table agreement_worksite (
        agreement_id uuid not null references agreement,
        worksite_id uuid not null,
        in_current boolean not null,
        in_force boolean not null,
        primary key (agreement_id, worksite_id)
      );
      create index agreement_worksite_worksite on agreement_worksite (worksite_id);
      comment on table agreement_worksite is
        'Which worksites an agreement names, in its current revision and in the one in force.';

      create table commitment (
        id uuid primary key,
        version int not null,
        agreement_id uuid not null,
        revision int not null,
        decision text not null,
        constraint commitment_agreement unique (agreement_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table commitment, agreement_worksite, named_worksite, agreement, worksite');
  }
}
