import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The topic of a contribution as a value of a type of its own: in the key it stands before the thing, and columns after one of
 * varying width are found more slowly. A delta is written once, read as a whole and let go soon: as `json` it is
 * kept as the text it comes in, neither taken apart nor compressed.
 *
 * All contributions, and their keys, are written anew. Meanwhile events wait, and reads with a receipt. Appliers of the former
 * version of totals do not go on afterwards, nor does its audit: they compare topics with texts.
 */
export class Totals0007 implements MigrationInterface {
  readonly name = 'Totals1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create type followed_topic as enum (
        'awrach.partner.agreement',
        'awrach.finance.commitment',
        'awrach.worksite.worksite',
        'awrach.employment.placement',
        'awrach.finance.payment'
      );
      comment on type followed_topic is 'The topics whose events move figures. One that is followed no more stays.';
      alter table contribution alter column topic type followed_topic using topic::followed_topic;

      alter table delta
        alter column changes type json, alter column changes set storage external,
        alter column reached type json, alter column reached set storage external;
    `);
  }

  async down(): Promise<void> {}
}
