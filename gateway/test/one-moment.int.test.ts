import { until } from '../../test/testkit/until.ts';
import { receiptFor, startWorld, type World } from './world/world.ts';

/** For how many seconds the gateway has heard nothing of the totals' head. */
async function silence({ address }: World): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/awrach_gateway_totals_silence_seconds\{[^}]*\} (\S+)/.exec(metrics)?.[1]);
}

const headIsHeard = (world: World) =>
  until(
    'the head is heard',
    () => silence(world),
    (seconds) => seconds < 0.5,
  );

const everywhere = `{
  programme { totals { version completeTo } regions { totals { version } } provinces { totals { version } } }
  province(code: "05.301") { totals { version } bodies { name jobs } }
}`;

const enter = `mutation Enter($input: EnterBodyInput!) {
  enterBody(input: $input) { receipt body { name province { code totals { version } } } }
}`;

describe('one operation is answered at one moment', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
    await headIsHeard(world);
  });
  afterEach(() => world.stop());

  const versionsSeen = () =>
    new Set(world.totals.fetches.map(({ headers }) => headers['awrach-totals-version']));

  test('every fetch from totals carries the same version, also when the head moves meanwhile', async () => {
    const moving = setInterval(() => {
      world.figures.version = `1.${Number(world.figures.version.split('.')[1]) + 1}`;
    }, 1);
    // Where the machine stands still for half a second, nothing is certain of the head, and totals is asked for a version: then again.
    const { body } = await until(
      'it is answered by the head that was heard',
      () => {
        world.figures.asked.length = 0;
        world.totals.fetches.length = 0;
        return world.ask(everywhere);
      },
      () => world.figures.asked.length === 0,
    );
    clearInterval(moving);

    expect(body.errors).toBeUndefined();
    expect(world.totals.fetches.length).toBeGreaterThan(1);
    expect(versionsSeen().size).toBe(1);
    const [version] = versionsSeen();
    expect(body.data.programme.totals.version).toBe(version);
    expect(body.data.programme.provinces).toHaveLength(75);
    for (const { totals } of body.data.programme.provinces) expect(totals.version).toBe(version);
    expect(body.data.province.bodies[0].jobs).toBe(Number(String(version).split('.')[1]));
  });

  test('totals is told the newest completeTo known', async () => {
    const told = async () =>
      (await world.ask('{ programme { totals { completeTo } } }')).body.data.programme.totals.completeTo;
    expect(await told()).toBe('2026-01-31T09:30:00.000000Z');
    world.figures.completeTo = '2026-02-01T00:00:00.000000Z';
    await until('the newest is told', told, (moment) => moment === '2026-02-01T00:00:00.000000Z');
  });

  test('a receipt anywhere in the operation decides the version of all of it', async () => {
    world.figures.withReceipts = '1.9';
    const receipt = receiptFor(3);
    const { body } = await world.ask(
      `query ($seen: [Receipt!]) { programme { totals { version } } bodies(including: $seen) { jobs } }`,
      { variables: { seen: [receipt] } },
    );
    expect(world.figures.asked).toEqual([[receipt]]);
    expect(body.data.programme.totals.version).toBe('1.9');
    expect(body.data.bodies[0].jobs).toBe(9);
  });

  test.each([
    ['a variable', 'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }'],
    ['the text', `{ programme { totals(including: ["${receiptFor(3)}"]) { version } } }`],
  ])('a receipt in %s decides the version of what goes straight to totals', async (_where, query) => {
    world.figures.withReceipts = '1.9';
    const { body } = await world.ask(query, { variables: { seen: [receiptFor(3)] } });
    expect(world.figures.asked).toEqual([[receiptFor(3)]]);
    expect(body.data.programme.totals.version).toBe('1.9');
  });

  test('what a receipt asks for and does not get costs the totals, in words', async () => {
    world.figures.withReceipts = undefined;
    const { body } = await world.ask(
      `query ($seen: [Receipt!]) { province(code: "05.301") { nameFr totals(including: $seen) { version } bodies { name } } }`,
      { variables: { seen: [receiptFor(4)] } },
    );
    expect(body.data.province).toMatchObject({
      totals: null,
      bodies: [{ name: 'Atlas' }, { name: 'Bouregreg' }],
    });
    expect(body.data.province.nameFr).toMatch(/Kh/);
    expect(body.errors).toMatchObject([{ extensions: { code: 'TIMEOUT', rule: 'receipt.timeout' } }]);
  });

  test('a mutation reads totals that contain its own write and those it includes', async () => {
    world.figures.withReceipts = '1.42';
    const token = await world.issuer.token({ role: 'province', province: '05.301' });
    const seen = receiptFor(77);
    const { body } = await world.ask(enter, {
      headers: { authorization: `Bearer ${token}` },
      variables: {
        input: { idempotencyKey: 'abcdefgh', province: '05.301', name: 'Cèdre', including: [seen] },
      },
    });
    expect(body.errors).toBeUndefined();
    const { receipt } = body.data.enterBody;
    expect(world.figures.asked).toEqual([[seen, receipt]]);
    expect(body.data.enterBody.body.province.totals.version).toBe('1.42');
  });

  test('what is read after the second of two writes contains both', async () => {
    const token = await world.issuer.token({ role: 'province', province: '05.301' });
    const input = (name: string) =>
      `{ idempotencyKey: "abcdefgh-${name}", province: "05.301", name: "${name}" }`;
    const { body } = await world.ask(
      `mutation {
        one: enterBody(input: ${input('one')}) { receipt body { province { totals { version } } } }
        note(input: { idempotencyKey: "abcdefgh-note" })
        two: enterBody(input: ${input('two')}) { receipt body { province { totals { version } } } }
      }`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(body.errors).toBeUndefined();
    const { one, two } = body.data;
    expect(world.figures.asked[0]).toEqual([one.receipt]);
    expect(world.figures.asked.at(-1)).toEqual([one.receipt, two.receipt]);
  });

  test('a query whose version was let go is answered once more, at the head', async () => {
    world.figures.gone.add('1.7');
    world.figures.silent = true;
    world.figures.version = '2.1';
    const { body } = await world.ask('{ programme { totals { version } } }');
    expect(body).toEqual({ data: { programme: { totals: { version: '2.1' } } } });
  });

  test('a query whose version is gone twice is told to try again', async () => {
    world.figures.gone.add('1.7');
    const { body } = await world.ask('{ programme { targetJobs totals { version } } }');
    expect(body.data).toEqual({ programme: { targetJobs: 250_000, totals: null } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'RETRYABLE', rule: 'totals.version-gone' } }]);
  });

  test('when nothing has been heard of the head for a moment, totals is asked for it', async () => {
    world.figures.silent = true;
    await until(
      'nothing has been heard for a second',
      () => silence(world),
      (seconds) => seconds > 1,
    );
    world.figures.version = '1.20';
    const { body } = await world.ask('{ programme { totals { version } } }');
    expect(body.data.programme.totals.version).toBe('1.20');
    expect(world.figures.asked).toEqual([[]]);
  });

  test('what does not ask for totals does not wait for them', async () => {
    await world.totals.stop();
    const { body } = await world.ask('{ bodies { name province { code } } }');
    expect(body.errors).toBeUndefined();
    expect(body.data.bodies).toHaveLength(2);
  });
});

test('who waits for what never comes keeps nobody from the totals', async () => {
  const world = await startWorld({ receiptTimeoutMs: 10_000 });
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.figures.waiting = promise;
    const refused: unknown[] = [];
    const waiting = Array.from({ length: 300 }, async (_, i) => {
      const { body } = await world.ask(
        'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }',
        { variables: { seen: [receiptFor(i + 1)] } },
      );
      if (body.errors) refused.push(body.errors[0].extensions);
    });
    await until(
      'as many wait as may',
      async () => world.figures.asked.filter(({ length }) => length > 0).length,
      (count) => count >= 64,
    );
    const { body } = await world.ask('{ programme { totals { version } } }');
    expect(body).toEqual({ data: { programme: { totals: { version: '1.7' } } } });
    await until(
      'all others are refused',
      async () => refused.length,
      (count) => count === 300 - 64,
    );
    expect(refused[0]).toMatchObject({
      code: 'RETRYABLE',
      rule: 'receipt.too-many-waiting',
      field: 'including',
    });
    resolve();
    await Promise.all(waiting);
    expect(refused).toHaveLength(300 - 64);
  } finally {
    await world.stop();
  }
});
