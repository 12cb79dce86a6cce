import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which provinces have met a person: until now those that registered or placed them. */
export class PeopleMet1767225600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table person_met (
        person_id uuid not null references person on delete cascade,
        province text not null,
        primary key (person_id, province)
      );
      comment on table person_met is
        'Provinces that told rightly who a person is, the first to register them among these. Nobody else hires them.';
      insert into person_met (person_id, province)
        select id, province from person union select person_id, province from placement;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table person_met');
  }
}
