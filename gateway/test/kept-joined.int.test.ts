import { until } from '../../test/testkit/until.ts';
import { nation, worldThatKeeps } from './world/seen.ts';

describe('equal requests at once', () => {
  const { found, post, world } = worldThatKeeps();

  test('are computed once', async () => {
    await found(() => post(nation));
    world().figures.slow = 100;
    let times = 0;
    // Where the machine stood still so long that nothing is certain of totals, nobody waits for another's answer: asked once more.
    const joined = await until(
      'they wait for the first one',
      async () => {
        const before = world().totals.fetches.length;
        const query = `{ programme { totals { version } } province(code: "05.301") { name${times}: nameFr } }`;
        times += 1;
        const seen = await Promise.all(Array.from({ length: 20 }, () => post(query)));
        expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
        expect(world().totals.fetches.length - before).toBe(1);
        return seen.filter(({ kept }) => kept).length;
      },
      (kept) => kept > 0,
    );
    expect(joined).toBe(19);
  });

  test('when whoever asked first goes away, the next of those who wait is computed for, and still only once', async () => {
    world().figures.slow = 200;
    const before = world().totals.fetches.length;
    const query = '{ programme { totals { version } } province(code: "05.301") { nameAr } }';
    const first = world().send('/graphql', {
      method: 'POST',
      // In a language of its own: the others do not share its fetch from totals.
      headers: { 'content-type': 'application/json', 'accept-language': 'ar' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(100),
    });
    await until(
      'it is computed',
      async () => world().totals.fetches.length,
      (count) => count > before,
    );
    const others = Promise.all(Array.from({ length: 10 }, () => post(query)));
    await expect(first).rejects.toThrow();
    expect(new Set((await others).map(({ body }) => body)).size).toBe(1);
    expect(world().totals.fetches.length - before).toBe(2);
  });

  test('are computed anew for who would be told a moment long past', async () => {
    const query = '{ programme { totals { version completeTo } } province(code: "05.301") { nameFr } }';
    const [early, late] = ['2026-01-31T09:30:00.000000Z', '2026-01-31T09:30:05.000000Z'];
    const knows = (moment: string) =>
      until(
        `the gateway knows ${moment}`,
        () => post(nation),
        ({ headers }) => headers['awrach-complete-to'] === moment,
      );
    await knows(early);
    world().figures.slow = 1_000;
    const first = post(query);
    await until(
      'it is computed',
      async () => world().figures.underWay,
      (count) => count > 0,
    );
    world().figures.slow = 0;
    world().figures.completeTo = late;
    await knows(late);
    const moments = (await Promise.all([first, post(query), post(query)])).map(
      ({ body }) => JSON.parse(body).data.programme.totals.completeTo,
    );
    expect(moments).toEqual([early, late, late]);
  });

  test('who joins a computation that fails gets an answer of its own, in its own language', async () => {
    world().figures.slow = 50;
    world().figures.untold = true;
    const query = '{ programme { totals { untold } } }';
    const seen = await Promise.all(
      ['en', 'fr', 'ar'].map((language) => post(query, { 'accept-language': language })),
    );
    const messages = seen.map(({ body }) => JSON.parse(body).errors[0].message);
    expect(new Set(messages).size).toBe(3);
    const ids = seen.map(({ body }) => JSON.parse(body).errors[0].extensions.requestId);
    expect(ids).toEqual(seen.map(({ headers }) => headers['x-request-id']));
  });
});
