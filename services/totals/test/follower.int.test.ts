import { setTimeout } from 'node:timers/promises';
import { openLog } from '@awrach/subgraph';
import { Client } from 'pg';
import { until } from '../../../test/testkit/until.ts';
import { followHead } from '../src/head/follower.ts';
import { openScratch } from './scratch.ts';

/** More versions than are read at once. */
const missed = 1_200;

test('an instance that was held up does not pass for current before it has shown the newest version', async () => {
  await using scratch = await openScratch();
  const shown: { readonly n: number; readonly current: boolean }[] = [];
  const follower = followHead({
    databaseUrl: scratch.url,
    onVersion: ({ n }) => shown.push({ n, current: follower.isCurrent() }),
    log: openLog('follower-test', 'fatal'),
  });
  const gate = new Client({ connectionString: scratch.url });
  await gate.connect();
  try {
    await until('it is current', async () => follower.isCurrent(), Boolean);
    await gate.query('begin; lock table head in access exclusive mode');
    await gate.query(`insert into delta (generation, n, changes, since, reached, numbered_at)
      select 0, n, '[]', null, '[]', clock_timestamp() from generate_series(1, ${missed}) as n`);
    await gate.query(`update head set n = ${missed}`);
    await setTimeout(600);
    expect(follower.isCurrent()).toBe(false);
    await gate.query('commit');
    await until(
      'it has caught up',
      async () => shown.at(-1)?.n,
      (n) => n === missed,
    );
    expect(shown.filter(({ n }) => n > 0 && n <= 1_000).some(({ current }) => current)).toBe(false);
    await until('it is current again', async () => follower.isCurrent(), Boolean);
  } finally {
    await gate.end();
    await follower.stop();
  }
});
