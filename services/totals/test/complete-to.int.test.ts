import { setTimeout as pause } from 'node:timers/promises';
import { agreement } from '@awrach/contracts';
import { until } from '../../../test/testkit/until.ts';
import { nation, type Total } from './nation.ts';
import { anAgreement } from './states.ts';
import { twoInstances } from './two-instances.ts';

const { first, second, world } = twoInstances();

describe('completeTo', () => {
  test('covers what was recorded before it: figures at a later moment hold every earlier write', async () => {
    let told = 0;
    const recorded: string[] = [];
    let writing = true;
    const base = (await nation(first())).agreements;
    const writers = [1, 2, 3].map(async () => {
      while (writing) {
        await pause(5);
        const { recordedAt } = await world().tell(agreement, 'approved', anAgreement());
        recorded.push(recordedAt);
        told += 1;
      }
    });
    const answers: Total[] = [];
    for (let read = 0; read < 40; read += 1) {
      answers.push(await nation(read % 2 ? first() : second()));
      await pause(15);
    }
    writing = false;
    await Promise.all(writers);
    expect(told).toBeGreaterThan(20);
    for (const { agreements, freshness } of answers) {
      const covered = recorded.filter(
        (at) => freshness.completeTo !== null && at < freshness.completeTo,
      ).length;
      expect(agreements - base).toBeGreaterThanOrEqual(covered);
    }
    expect(new Set(answers.map(({ freshness }) => freshness.completeTo)).size).toBeGreaterThan(3);
  });

  test('goes on when nothing is written, and stands still while one source is silent', async () => {
    const early = await nation(first());
    await until(
      'a later completeTo',
      () => nation(first()),
      ({ freshness }) => String(freshness.completeTo) > String(early.freshness.completeTo),
    );
    await world().rest('worksite');
    await pause(300);
    const silent = await nation(first());
    await pause(300);
    expect((await nation(first())).freshness.completeTo).toBe(silent.freshness.completeTo);
    world().work('worksite');
  });

  test('never goes back for a reader whom the gateway has told of a later moment', async () => {
    const told = '2999-01-01T00:00:00.000000Z';
    const { freshness } = await nation(first(), [], { 'awrach-complete-to': told });
    expect(freshness.completeTo).toBe(told);
  });
});
