import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, placements, and what is kept of worksites and agreements. */
export class Employment1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create extension if not exists btree_gist;

      create table person (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int,
        commune text,
        gender text not null,
        age_band text not null,
        milieu text not null,
        category text not null,
        match_key text not null,
        sealed text not null,
        constraint person_match_key unique (match_key),
        constraint person_gender check (gender in ('FEMALE', 'MALE')),
        constraint person_milieu check (milieu in ('URBAN', 'RURAL')),
        constraint person_category check (category in ('LOST_WORK', 'HARD_TO_EMPLOY'))
      );
      create index person_province on person (province, id);
      comment on column person.match_key is 'HMAC-SHA256 of the national id, keyed.';
      comment on column person.sealed is 'Name, national id, date of birth and phone, AES-256-GCM.';

      create table worksite (
        id uuid primary key,
        version int not null,
        province text not null,
        edition int not null,
        commune text not null,
        status text not null,
        opened_on date
      );

      create table agreement (
        id uuid primary key,
        version int not null,
        status text not null,
        starts_on date,
        ends_on date
      );
      comment on column agreement.starts_on is 'Of the revision in force, as is ends_on.';

      create table agreement_line (
        line_id uuid primary key,
        agreement_id uuid not null references agreement,
        position int not null,
        worksite_id uuid not null,
        jobs int not null
      );
      create index agreement_line_worksite on agreement_line (worksite_id);
      create index agreement_line_agreement on agreement_line (agreement_id);
      comment on table agreement_line is 'Lines of revisions in force. Who hires locks those of the worksite.';

      create table placement (
        id uuid primary key,
        version int not null check (version >= 1),
        recorded_at timestamptz not null,
        province text not null,
        edition int not null,
        commune text not null,
        person_id uuid not null references person,
        worksite_id uuid not null references worksite,
        agreement_id uuid not null references agreement,
        line_id uuid not null,
        starts_on date not null,
        ends_on date not null,
        status text not null,
        end_reason text,
        ground_lost jsonb,
        basis jsonb not null,
        constraint placement_status check (status in ('ACTIVE', 'ENDED', 'CANCELLED')),
        constraint placement_days check (starts_on <= ends_on),
        constraint placement_reason check ((status = 'ACTIVE') = (end_reason is null)),
        constraint placement_error check ((status = 'CANCELLED') = (coalesce(end_reason, '') = 'ENTERED_IN_ERROR')),
        constraint placement_mark check (ground_lost is null or status = 'ACTIVE'),
        constraint placement_person_period
          exclude using gist (person_id with =, daterange(starts_on, ends_on, '[]') with &&)
          where (status <> 'CANCELLED')
      );
      create index placement_province on placement (province, edition, id);
      create index placement_worksite on placement (worksite_id, id);
      create index placement_agreement on placement (agreement_id) where status = 'ACTIVE';
      create index placement_line on placement (line_id) where status = 'ACTIVE';
      comment on constraint placement_person_period on placement is
        'One person has no two placements at a time, anywhere in the country.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table placement, agreement_line, agreement, worksite, person');
  }
}
