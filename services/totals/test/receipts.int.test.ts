import { agreement } from '@awrach/contracts';
import { until } from '../../../test/testkit/until.ts';
import { applyBatch } from '../src/applying/apply.ts';
import { followedTopics } from '../src/contribution/rules.ts';
import { keptVersions } from '../src/head/kept-versions.ts';
import { receiptDesk } from '../src/head/receipts.ts';
import { emptyMatrix } from '../src/matrix/matrix.ts';
import { openScratch, received } from './scratch.ts';
import { anAgreement } from './states.ts';

describe('The desk for receipts', () => {
  test('finds what is held although a connection was lost, and nothing else happens', async () => {
    await using scratch = await openScratch();
    const state = anAgreement();
    const reached = [{ topic: agreement.topic, partition: 0, log: 'l', next: 1 }];
    await scratch.transact((tx) => applyBatch(tx, 0, [received(agreement, state)], reached));
    const versions = keptVersions();
    versions.add({ generation: 0, n: 0, matrix: emptyMatrix, reached: [] });
    const faults: unknown[] = [];
    const desk = receiptDesk({
      sql: scratch.sql,
      versions,
      followed: followedTopics,
      onFault: (error) => faults.push(error),
    });
    const wanted = [{ topic: agreement.topic, thing: state.id, version: state.version }];
    const { found } = await scratch.transact(async (gate) => {
      await gate.query('lock table head in access exclusive mode');
      const found = desk.versionHolding(wanted, 5_000);
      found.catch(() => undefined); // It is awaited below.
      await until(
        'the look was cut off',
        () =>
          scratch.sql.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and query like '%from head left join%'`,
          ),
        ({ rowCount }) => rowCount > 0,
      );
      return { found };
    });
    expect(await found).toEqual({ generation: 0, n: 1 });
    expect(faults).toHaveLength(1);
  });
});
