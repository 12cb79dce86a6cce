import { until } from '../../test/testkit/until.ts';
import { nation, worldThatKeeps } from './world/seen.ts';

describe('answers of a register, kept until something changes,', () => {
  const { found, headMoves, post, world } = worldThatKeeps();

  /** Resolves when the gateway knows this head. */
  async function registerMoves(head: string): Promise<void> {
    const query = `{ as: state until: __typename before${head}: state }`;
    const stands = `"as":"${world().entries.head}"`;
    await until(
      'its state is found',
      () => post(query),
      ({ body, kept }) => kept && body.includes(stands),
    );
    world().entries.head = head;
    await until(
      `the gateway knows ${head}`,
      () => post(query),
      ({ body }) => !body.includes(stands),
    );
  }

  test('are found until a change is told, and say nothing of the totals', async () => {
    const kept = await found(() => post('{ state bodies { name province { code } } }'));
    for (const name of ['awrach-totals-version', 'awrach-complete-to'])
      expect(kept.headers[name]).toBeUndefined();
    const fetches = world().register.fetches.length;
    await found(() => post('{ state bodies { name province { code } } }'));
    expect(world().register.fetches.length).toBe(fetches);
    for (const head of ['b', 'c', 'd']) {
      await registerMoves(head);
      expect((await post('{ state bodies { name province { code } } }')).body).toContain(`"state":"${head}"`);
    }
  });

  test('and of the totals are found while neither has changed', async () => {
    const query = '{ state programme { totals { version } } }';
    const seen = await found(() => post(query));
    expect(seen.headers['awrach-totals-version']).toBe('1.7');
    await registerMoves('b');
    expect((await post(query)).body).toContain('"state":"b"');
    await headMoves('1.8');
    expect((await post(query)).body).toContain('"version":"1.8"');
    await found(() => post(query));
  });

  test('computed while its head moved on are given to who asked, and not kept', async () => {
    const query = '{ state }';
    await found(() => post('{ bodies { name } }'));
    world().entries.slow = 1_000;
    const asked = post(query);
    await until(
      'it is computed',
      async () => world().entries.underWay,
      (count) => count > 0,
    );
    world().entries.slow = 0;
    await registerMoves('b');
    expect((await post(query)).body).toContain('b');
    expect((await asked).body).toContain('a');
    expect((await post(query)).body).toContain('b');
  });

  test('asked by many at once are computed once', async () => {
    await found(() => post('{ bodies { name } }'));
    world().entries.slow = 300;
    const before = world().register.fetches.length;
    const seen = await Promise.all(Array.from({ length: 20 }, () => post('{ state }')));
    expect(world().register.fetches.length - before).toBe(1);
    expect(seen.filter(({ kept }) => kept)).toHaveLength(19);
  });

  test('are neither kept, found nor waited for while its head is not heard; all others are', async () => {
    await found(() => post('{ state }'));
    world().entries.silent = true;
    await until(
      'nothing of the register is found',
      () => post('{ state }'),
      ({ kept }) => !kept,
    );
    for (let n = 0; n < 5; n++) expect((await post('{ state programme { code } }')).kept).toBe(false);
    const before = world().register.fetches.length;
    await Promise.all(Array.from({ length: 10 }, () => post('{ state region(code: "05") { nameFr } }')));
    expect(world().register.fetches.length - before).toBe(10);
    await found(() => post(nation));
    await found(() => post('{ province(code: "05.301") { nameFr } }'));
    world().entries.silent = false;
    await found(() => post('{ state }'));
  });
});
