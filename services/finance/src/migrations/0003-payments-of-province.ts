import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A province's payments, page by page, as its tranches and commitments are read. */
export class PaymentsOfProvince1767225600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index payment_province on payment (province, edition, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index payment_province');
  }
}
