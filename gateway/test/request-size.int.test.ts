import { startWorld, type World } from './world/world.ts';

describe('a request', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  test.each([20_000, 125_000])('a text of %d words is refused while it is read', async (words) => {
    const asked = await world.ask(`{${' a'.repeat(words)} }`);
    expect(asked.status).toBe(400);
    expect(asked.body.errors).toEqual([
      {
        message: expect.stringContaining('5000') as unknown,
        locations: [expect.any(Object) as unknown],
        extensions: expect.objectContaining({
          code: 'BAD_USER_INPUT',
          rule: 'request.too-long',
          field: 'query',
        }) as unknown,
      },
    ]);
  });

  test('a text of nearly as many words as may be is answered', async () => {
    const names = Array.from({ length: 1_650 }, (_, i) => `a${i}: targetJobs`);
    const asked = await world.ask(`{ programme { ${names.join(' ')} } }`);
    expect(asked.body.data.programme).toMatchObject({ a0: 250_000, a1649: 250_000 });
  });

  /** How often totals was asked for anything, however it answered. */
  async function fetches(): Promise<number> {
    const metrics = await (await world.send('/metrics')).text();
    const counts = metrics.matchAll(/^awrach_gateway_fetch_seconds_count\{.*subgraph="totals".*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  test('what takes more of one part than can be asked of it at once is refused once, unsent, and the rest answered', async () => {
    world.entries.more = 3_000;
    const before = await fetches();
    const asked = await world.ask('{ bodies { name jobs } programme { targetJobs } }');
    world.entries.more = 0;
    // For `targetJobs` alone.
    expect((await fetches()) - before).toBe(1);
    const { bodies, programme } = asked.body.data;
    expect(programme).toEqual({ targetJobs: 250_000 });
    expect(bodies).toHaveLength(3_002);
    expect(bodies.at(-1)).toEqual({ name: 'Body 2999', jobs: null });
    expect(asked.body.errors).toEqual([
      {
        message: expect.stringContaining('smaller pages') as unknown,
        extensions: {
          code: 'BAD_USER_INPUT',
          rule: 'request.too-much-of-one',
          requestId: asked.headers.get('x-request-id'),
        },
      },
    ]);
  });

  const long = 'a'.repeat(20_000);
  test.each([
    ['the text', `{ programme { totals(including: ["${long}"]) { version } } }`, {}],
    [
      'a variable',
      'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }',
      { seen: [long] },
    ],
  ])('a receipt longer than any is refused as what it is, in %s', async (_where, query, variables) => {
    const { body } = await world.ask(query, { variables });
    expect(body.errors).toMatchObject([{ extensions: { rule: 'receipt.malformed' } }]);
  });
});
