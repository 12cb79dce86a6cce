import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many things name a member is the sum of its edges; it need not stand in a table of its own as well. The index begins with what
 * tells most members apart.
 *
 * Appliers of the former version of totals cannot take in agreements afterwards, and its audit fails. Who made the audit's role by hand
 * lets it read `member_edge`.
 */
export class Totals0008 implements MigrationInterface {
  readonly name = 'Totals1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      drop table member;
      drop index member_edge_at;
      create index member_edge_of on member_edge (member, place, measure);
    `);
  }

  async down(): Promise<void> {}
}
