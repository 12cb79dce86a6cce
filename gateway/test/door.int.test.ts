import { until } from '../../test/testkit/until.ts';
import { receiptFor, startWorld, type World } from './world/world.ts';

describe('the one public door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const bearer = async (claims: Record<string, string>, expires?: string) => ({
    authorization: `Bearer ${await world.issuer.token(claims, expires)}`,
  });
  const enter = (name: string, more = '') =>
    `mutation { enterBody(input: { idempotencyKey: "abcdefgh", province: "05.301", name: "${name}"${more} }) { receipt } }`;

  describe('identity', () => {
    test.each([
      ['forged', async () => ({ authorization: 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln' })],
      ['expired', () => bearer({ role: 'ministry' }, '-1h')],
      ['without a role', () => bearer({})],
      ['no token at all', async () => ({ authorization: 'Basic YWRtaW46YWRtaW4=' })],
    ])('a token that is %s is refused with 401, even where nobody needs one', async (_how, headers) => {
      const before = world.register.fetches.length;
      const asked = await world.ask('{ bodies { name } }', { headers: await headers() });
      expect(asked.status).toBe(401);
      expect(asked.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(asked.body).toEqual({
        errors: [
          {
            message: expect.stringContaining('access token'),
            extensions: {
              code: 'UNAUTHENTICATED',
              rule: 'token.invalid',
              requestId: asked.headers.get('x-request-id'),
            },
          },
        ],
      });
      expect(world.register.fetches).toHaveLength(before);
    });

    test('without a token, public fields answer and the others say that they need one', async () => {
      expect((await world.ask('{ bodies { name } }')).body.errors).toBeUndefined();
      expect((await world.ask(enter('Cèdre'))).body.errors).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED', rule: 'token.missing' } },
      ]);
    });

    test('a good token is passed on, with language and request id, and nothing else of the client', async () => {
      const headers = await bearer({ role: 'province', province: '05.301' });
      await world.ask(enter('Cèdre'), {
        headers: { ...headers, 'x-request-id': 'request-0001', cookie: 'a=b', 'x-forwarded-for': '10.0.0.1' },
      });
      const received = world.register.fetches.at(-1)?.headers ?? {};
      expect(received).toMatchObject({
        ...headers,
        'accept-language': 'en',
        'x-request-id': 'request-0001',
        'content-type': 'application/json',
      });
      expect(Object.keys(received).sort()).toEqual([
        'accept-language',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'x-request-id',
      ]);
    });
  });

  describe('refusals', () => {
    test.each([
      ['ar', /لم تصل/],
      ['fr', /arrivée/],
      ['en', /has not arrived/],
    ])(
      'a receipt that totals waited for in vain is told in the language asked for: %s',
      async (language, words) => {
        world.figures.withReceipts = undefined;
        const refused = await world.ask(
          'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }',
          { variables: { seen: [receiptFor(4)] }, headers: { 'accept-language': language } },
        );
        world.figures.withReceipts = '1.8';
        expect(refused.body.errors).toEqual([
          {
            message: expect.stringMatching(words) as unknown,
            path: ['programme', 'totals'],
            extensions: {
              code: 'TIMEOUT',
              rule: 'receipt.timeout',
              field: 'including',
              requestId: refused.headers.get('x-request-id'),
            },
          },
        ]);
      },
    );

    test('a variable of the wrong shape names its field', async () => {
      const asked = await world.ask(
        'mutation ($input: EnterBodyInput!) { enterBody(input: $input) { receipt } }',
        {
          variables: { input: { idempotencyKey: 'abcdefgh', name: 'Cèdre', province: null } },
        },
      );
      expect(asked.status).toBe(400);
      expect(asked.body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', rule: 'value.invalid', field: 'province' } },
      ]);
    });

    test('what a subgraph refuses arrives as it worded it: rule, field, language', async () => {
      const headers = await bearer({ role: 'province', province: '05.301' });
      const refused = await world.ask(enter('nobody'), { headers: { ...headers, 'accept-language': 'ar' } });
      expect(refused.body.errors).toEqual([
        {
          message: 'لا يجوز أن يكون هذا النص فارغاً.',
          path: ['enterBody'],
          extensions: {
            code: 'BAD_USER_INPUT',
            rule: 'text.empty',
            field: 'name',
            requestId: refused.headers.get('x-request-id'),
          },
        },
      ]);
      expect(refused.body.data).toEqual({ enterBody: null });
    });

    test('what a subgraph refuses to write is asked of it once', async () => {
      const headers = await bearer({ role: 'province', province: '05.301' });
      const before = world.register.fetches.length;
      await world.ask(enter('nobody'), { headers });
      expect(world.register.fetches.slice(before)).toHaveLength(1);
    });

    test.each([
      ['a literal', enter('Cèdre', ', grant: "1.234"'), undefined],
      [
        'a variable',
        'mutation ($input: EnterBodyInput!) { enterBody(input: $input) { receipt } }',
        { input: { idempotencyKey: 'abcdefgh', province: '05.301', name: 'Cèdre', grant: '1.234' } },
      ],
    ])('an amount that is none is refused with its field, as %s', async (_how, query, variables) => {
      const headers = await bearer({ role: 'province', province: '05.301' });
      const { body } = await world.ask(query, { headers, ...(variables ? { variables } : {}) });
      expect(body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', rule: 'money.format', field: 'grant' } },
      ]);
    });

    test.each([
      ['ar', /تعذرت/],
      ['fr-MA', /illisible/],
      ['en', /cannot be read/],
      ['de, es;q=0.5', /illisible/],
    ])('the gateway words its own in the language asked for: %s', async (language, words) => {
      const { body } = await world.ask('{', { headers: { 'accept-language': language } });
      expect(body.errors?.[0].message).toMatch(words);
    });

    test('nothing of the inside is told: no stack, address, plan, name of a service or text of a fault', async () => {
      const asked = await world.ask('{ stumble bodies { name } }', {
        headers: { 'apollo-query-plan-experimental': '1', 'apollo-federation-include-trace': 'ftv1' },
      });
      expect(asked.body).toEqual({
        data: { stumble: null, bodies: [{ name: 'Atlas' }, { name: 'Bouregreg' }] },
        errors: [
          {
            message: expect.stringContaining('failed on our side'),
            path: ['stumble'],
            extensions: {
              code: 'INTERNAL_SERVER_ERROR',
              rule: 'internal.fault',
              requestId: asked.headers.get('x-request-id'),
            },
          },
        ],
      });
    });
  });

  test('it says that it lives, that it is ready, and how it fares', async () => {
    expect((await world.send('/health/live')).status).toBe(200);
    expect(await (await world.send('/health/ready')).json()).toEqual({ status: 'ready' });
    const metrics = await (await world.send('/metrics')).text();
    expect(metrics).toMatch(
      /awrach_gateway_fetch_seconds_count\{service="gateway",subgraph="partner",outcome="answered"\}/,
    );
    expect(metrics).toMatch(/awrach_gateway_totals_silence_seconds/);
  });

  describe('pages of other origins', () => {
    const preflight = (origin: string) =>
      world.send('/graphql', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });

    test.each(['http://localhost:3000', 'http://127.0.0.1:5173', 'https://localhost'])(
      '%s may ask',
      async (origin) => {
        const response = await preflight(origin);
        expect(response.headers.get('access-control-allow-origin')).toBe(origin);
        expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
      },
    );

    test.each([
      'https://evil.example',
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'null',
    ])('%s may not', async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    });

    test('a refusal before GraphQL can be read by the page that caused it', async () => {
      const response = await world.send('/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: 'http://localhost:3000',
          authorization: 'Bearer a.b.c',
        },
        body: '{}',
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    });
  });
});

test('what is under way is answered before the gateway closes', async () => {
  const world = await startWorld();
  world.figures.slow = 200;
  const asked = world.ask('{ programme { provinces { totals { version } communes { nameFr } } } }');
  await until(
    'it is under way',
    async () => world.totals.fetches.length,
    (count) => count > 0,
  );
  const [{ body }] = await Promise.all([asked, world.stop()]);
  expect(body.errors).toBeUndefined();
});

test('those who wait for one answer under way get it before the gateway closes', async () => {
  const world = await startWorld({ keptBytes: 1_000_000 });
  const query = '{ programme { totals { version } province: targetJobs } }';
  await until(
    'the head is known',
    () => world.ask(query),
    ({ headers }) => headers.has('awrach-totals-version'),
  );
  world.figures.slow = 300;
  const before = world.totals.fetches.length;
  const asked = Promise.all(Array.from({ length: 3 }, () => world.ask(`${query} # at once`)));
  await until(
    'it is under way',
    async () => world.totals.fetches.length,
    (count) => count > before,
  );
  const [answers] = await Promise.all([asked, world.stop()]);
  expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual(
    Array(3).fill([200, 'close']),
  );
  expect(answers.map(({ body }) => body.data)).toEqual(Array(3).fill(answers[0]?.body.data));
  expect(world.totals.fetches.length - before).toBe(1);
});

test.each([
  ['turns out not to be for everybody', 'for-one'],
  ['is lost, because who asked first went away', 'lost'],
])('who waits for an answer that %s still gets one before the gateway closes', async (_how, landing) => {
  const world = await startWorld({ keptBytes: 1_000_000 });
  const query = '{ programme { targetJobs totals { untold } } }';
  await until(
    'the head is known',
    () => world.ask(query),
    ({ headers }) => headers.has('awrach-totals-version'),
  );
  world.figures.untold = landing === 'for-one';
  world.figures.slow = 300;
  const leaving = new AbortController();
  const before = world.totals.fetches.length;
  const first = world.send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: '*/*' },
    body: JSON.stringify({ query: `${query} # at once` }),
    signal: leaving.signal,
  });
  await until(
    'it is under way',
    async () => world.totals.fetches.length,
    (count) => count > before,
  );
  const others = Promise.all(Array.from({ length: 3 }, () => world.ask(`${query} # at once`)));
  await until(
    'the others wait',
    () => world.send('/metrics').then((response) => response.text()),
    (metrics) => metrics.includes('awrach_gateway'),
  );
  const stopping = world.stop();
  if (landing === 'lost') leaving.abort();
  await Promise.allSettled([first]);
  for (const { body, headers, status } of await others) {
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    expect(body.data.programme.targetJobs).toBe(250_000);
    expect(body.errors?.map(({ extensions }) => extensions.rule)).toEqual(
      landing === 'for-one' ? ['text.empty'] : undefined,
    );
  }
  await stopping;
});
