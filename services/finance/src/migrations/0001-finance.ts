import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Envelopes, commitments, tranches, payments, the rule of grants, and what is kept of agreements and worksites. */
export class Finance1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table agreement (
        id uuid primary key,
        version int not null,
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        partner_id uuid not null,
        status text not null,
        revision int not null,
        approved boolean not null,
        grant_amount bigint not null,
        cancelled_from date
      );

      create table worksite_grant (
        agreement_id uuid not null references agreement,
        worksite_id uuid not null,
        amount bigint not null,
        since date not null,
        primary key (agreement_id, worksite_id)
      );
      create index worksite_grant_worksite on worksite_grant (worksite_id);

      create table worksite (
        id uuid primary key,
        version int not null,
        commune text not null,
        opened_on date,
        completed_on date
      );

      create table envelope (
        id uuid constraint envelope_opened_once primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text check (commune is null),
        amount bigint not null,
        reserved bigint not null,
        constraint envelope_of_edition unique (province, edition),
        constraint envelope_not_exceeded check (reserved >= 0 and reserved <= amount)
      );

      create table commitment (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text check (commune is null),
        agreement_id uuid not null constraint commitment_of_agreement unique,
        revision int not null check (revision >= 1),
        decision text not null check (decision in ('RESERVED', 'REFUSED', 'RELEASED')),
        amount bigint not null check (amount >= 0),
        requested bigint not null check (requested >= 0),
        reason text check (reason in ('ENVELOPE_EXCEEDED', 'NO_ENVELOPE')),
        basis jsonb not null,
        waiting_since timestamptz,
        constraint commitment_decided check (
          case decision
            when 'RESERVED' then amount = requested
            when 'REFUSED' then amount < requested
            else amount = 0 and requested = 0
          end),
        constraint commitment_refused_with_reason check (
          (decision = 'REFUSED') = (reason is not null) and (decision = 'REFUSED') = (waiting_since is not null))
      );
      create index commitment_waiting on commitment (province, edition, waiting_since, id) where decision = 'REFUSED';
      create index commitment_envelope on commitment (province, edition, id);

      create table grant_rule (
        id text primary key,
        valid_from date not null constraint grant_rule_one_a_day unique,
        opening_share int not null check (opening_share between 0 and 10000),
        days_to_pay int not null check (days_to_pay >= 0),
        source text not null
      );
      insert into grant_rule (id, valid_from, opening_share, days_to_pay, source) values (
        'example-2022', '2022-01-01', 5000, 60,
        'Règle d’exemple (50 % à l’ouverture, le reste à l’achèvement, paiement sous 60 jours) — à remplacer par la délibération du conseil');

      create table tranche (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text not null,
        agreement_id uuid not null,
        worksite_id uuid not null,
        partner_id uuid not null,
        step text not null check (step in ('OPENING', 'COMPLETION')),
        amount bigint not null check (amount > 0),
        paid bigint not null,
        due_on date not null,
        pay_by date not null check (pay_by >= due_on),
        status text not null check (status in ('DUE', 'PAID', 'CANCELLED')),
        rule jsonb not null,
        basis jsonb not null,
        constraint tranche_once unique (agreement_id, worksite_id, step),
        constraint tranche_not_overpaid check (paid >= 0 and paid <= amount),
        constraint tranche_paid_when_covered check ((status = 'PAID') = (paid = amount))
      );
      create index tranche_partner on tranche (partner_id, id);
      create index tranche_province on tranche (province, edition, id);
      create index tranche_due on tranche (pay_by) where status = 'DUE';

      create table payment (
        id uuid primary key,
        version int not null check (version = 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text not null,
        tranche_id uuid not null references tranche,
        agreement_id uuid not null,
        worksite_id uuid not null,
        partner_id uuid not null,
        amount bigint not null check (amount > 0),
        paid_on date not null,
        reference text not null,
        constraint payment_reference_once unique (province, reference)
      );
      create index payment_tranche on payment (tranche_id);
      create index payment_partner on payment (partner_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table payment, tranche, grant_rule, commitment, envelope, worksite, worksite_grant, agreement',
    );
  }
}
