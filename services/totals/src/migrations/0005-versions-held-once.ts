import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which versions of which things are held stands in `contribution`; it need not stand in a table of the consumer's as well. */
export class Totals0005 implements MigrationInterface {
  readonly name = 'Totals1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consumed_thing');
  }

  async down(): Promise<void> {}
}
