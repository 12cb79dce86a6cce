import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners, selections, agreements, and what is kept of finance's commitments. */
export class Partner1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table partner (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int check (edition is null),
        commune text,
        kind text not null check (kind in ('ASSOCIATION', 'COOPERATIVE')),
        name_ar text not null,
        name_fr text not null,
        registration_number text not null,
        sample boolean not null,
        constraint partner_registration unique (province, registration_number)
      );

      create table selection (
        id uuid constraint selection_once_id primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text,
        partner_id uuid not null references partner,
        decision text not null check (decision in ('SELECTED', 'REFUSED')),
        score int not null check (score between 0 and 100),
        criteria jsonb not null,
        reason text,
        decided_on date not null,
        constraint selection_once unique (province, edition, partner_id),
        check (decision = 'SELECTED' or reason is not null)
      );
      create index selection_partner on selection (partner_id);

      create table planned_worksite (
        id uuid primary key,
        province text not null,
        edition int not null,
        commune text not null,
        sector text not null,
        size text not null check (size in ('SMALL', 'LARGE')),
        name_ar text not null,
        name_fr text not null
      );

      create table agreement (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text,
        reference text not null,
        partner_id uuid not null references partner,
        status text not null check (status in ('DRAFT', 'APPROVED', 'IN_FORCE', 'CANCELLED')),
        current_revision int not null check (current_revision >= 1),
        in_force_revision int,
        revisions jsonb not null check (jsonb_array_length(revisions) = current_revision),
        cancellation jsonb,
        sample boolean not null,
        constraint agreement_reference unique (province, edition, reference),
        check ((status = 'IN_FORCE') = (in_force_revision is not null)),
        check ((status = 'CANCELLED') = (cancellation is not null))
      );
      create index agreement_partner on agreement (partner_id);
      create index agreement_province on agreement (province, edition, id);

      create table commitment (
        id uuid primary key,
        version int not null,
        agreement_id uuid not null unique,
        revision int not null,
        decision text not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table commitment, agreement, planned_worksite, selection, partner');
  }
}
