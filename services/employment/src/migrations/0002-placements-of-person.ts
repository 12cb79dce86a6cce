import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A person's placements, cancelled ones too: the exclusion constraint's index holds none of those. */
export class PlacementsOfPerson1767225600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index placement_person on placement (person_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index placement_person');
  }
}
