import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a province has yet to pay, and since when: its council asks for that, not for the country's. */
export class TranchesDue1767225600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      drop index tranche_due;
      create index tranche_due on tranche (province, pay_by) where status = 'DUE';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      drop index tranche_due;
      create index tranche_due on tranche (pay_by) where status = 'DUE';
    `);
  }
}
