import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a version adds is written once and read as a whole: as `json` it is kept as the text it comes in, and not taken apart.
 *
 * All rows are written anew. Meanwhile events wait, and reads with a receipt; appliers of the former version of totals go on afterwards, its audit
 * does not.
 */
export class Totals0006 implements MigrationInterface {
  readonly name = 'Totals1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table contribution alter column contribution type json');
  }

  async down(): Promise<void> {}
}
