import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { startWorld, type World } from './world/world.ts';

const json = { 'content-type': 'application/json' };

describe('a request', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  test.each([
    ['broken JSON', '{"query": ', 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['an empty body', '', 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['a list', '[{"query":"{ bodies { name } }"}]', 400, 'request.batch', 'BAD_USER_INPUT'],
    ['an empty list', '[]', 400, 'request.batch', 'BAD_USER_INPUT'],
    ['no query', '{}', 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['a text', JSON.stringify('('.repeat(900_000)), 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['a number', '17', 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['nothing', 'null', 400, 'request.not-json', 'BAD_USER_INPUT'],
    ['broken GraphQL', '{"query":"{ bodies {"}', 400, 'request.syntax', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ wages }"}', 400, 'request.invalid', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a text of 1 MB',
      JSON.stringify({ query: `# ${'x'.repeat(1_000_000)}` }),
      413,
      'request.too-large',
      'BAD_USER_INPUT',
    ],
  ])('%s is refused in words', async (_what, body, status, rule, code) => {
    const response = await world.send('/graphql', { method: 'POST', headers: json, body });
    expect(response.status).toBe(status);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors).toMatchObject([{ extensions: { code, rule } }]);
    expect(errors[0]?.message).toMatch(/requête|GraphQL|graphe/);
  });

  test('another content type is refused in words', async () => {
    const response = await world.send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<a/>',
    });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { rule: 'request.not-json' } }] });
  });

  test.each([
    ['whole', gzipSync('{"query":"{ bodies { name } }"}')],
    ['broken', Buffer.from('no gzip')],
  ])('a compressed body is refused as one: %s', async (_how, body) => {
    const response = await world.send('/graphql', {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body,
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { rule: 'request.compressed' } }],
    });
  });

  test.each(['*/*', 'text/event-stream'])('HEAD is refused, whatever is accepted: %s', async (accept) => {
    const response = await world.send('/graphql?query={bodies{name}}', {
      method: 'HEAD',
      headers: { accept },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test('who takes no JSON is told what there is', async () => {
    const asked = await world.ask('{ bodies { name } }', { headers: { accept: 'application/xml' } });
    expect(asked.status).toBe(406);
    expect(asked.body.errors).toMatchObject([
      {
        message: expect.stringContaining('Accept') as unknown,
        extensions: { code: 'BAD_USER_INPUT', rule: 'request.not-acceptable' },
      },
    ]);
  });

  describe('of several operations', () => {
    const several = 'query One { bodies { name } } query Two { bodies { name } }';
    const asking = (query: string, operationName?: string) =>
      world.send('/graphql', {
        method: 'POST',
        headers: { ...json, 'accept-language': 'en' },
        body: JSON.stringify({ query, operationName }),
      });

    test('the one that is named is carried out', async () => {
      expect(await (await asking(several, 'Two')).json()).toMatchObject({ data: { bodies: [{}, {}] } });
    });

    test.each([
      ['none is named', several, undefined, 'operation.which', 'operationName'],
      ['one that is not there is named', several, 'Three', 'operation.unknown', 'Three'],
      [
        'one that is not there is named, of one',
        'query One { bodies { name } }',
        '',
        'operation.unknown',
        '“”',
      ],
      [
        'one that is not there is named, of one without a name',
        '{ bodies { name } }',
        'Me',
        'operation.unknown',
        'Me',
      ],
    ])('%s', async (_what, query, name, rule, words) => {
      const response = await asking(query, name);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [
          {
            message: expect.stringContaining(words) as unknown,
            extensions: { code: 'OPERATION_RESOLUTION_FAILURE', rule, field: 'operationName' },
          },
        ],
      });
    });
  });

  describe('what is nested too deep is refused before it is read:', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const withVariable = 'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }';
    const tooDeep = (field: string) => [
      {
        message: expect.stringContaining('100') as unknown,
        extensions: expect.objectContaining({
          code: 'BAD_USER_INPUT',
          rule: 'request.too-deep',
          field,
        }) as unknown,
      },
    ];

    test.each([101, 5_000, 400_000])('variables, %d levels', async (depth) => {
      const body = `{"query":${JSON.stringify(withVariable)},"variables":{"seen":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}}`;
      const response = await world.send('/graphql', { method: 'POST', headers: json, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ errors: tooDeep('variables') });
    });

    test('variables of what is watched', async () => {
      const response = await world.send('/graphql', {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream' },
        body: `{"query":${JSON.stringify(withVariable)},"variables":{"seen":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ errors: tooDeep('variables') });
    });

    test('variables in an address', async () => {
      const variables = `{"seen":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
      const response = await world.send(
        `/graphql?query=${encodeURIComponent(withVariable)}&variables=${variables}`,
      );
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ errors: tooDeep('variables') });
    });

    test('extensions of what is watched', async () => {
      const response = await world.send('/graphql', {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream' },
        body: `{"query":"{ bodies { name } }","extensions":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ errors: tooDeep('extensions') });
    });

    test.each([
      ['fields that are never closed', '{a'.repeat(50_000)],
      ['fields', '{a'.repeat(4_000) + '}'.repeat(4_000)],
      ['101 levels', '{a'.repeat(101) + '}'.repeat(101)],
      ['a list', `{ programme { totals(including: ${'['.repeat(4_000)}${']'.repeat(4_000)}) { version } } }`],
      ['a type', `query ($a: ${'['.repeat(4_000)}Int${']'.repeat(4_000)}) { bodies { name } }`],
    ])('the text, %s', async (_what, query) => {
      const asked = await world.ask(query);
      expect(asked.status).toBe(400);
      expect(asked.body).toEqual({ errors: tooDeep('query') });
    });

    test('a hundred levels are read, and brackets in strings and comments are none', async () => {
      const many = '[{('.repeat(200);
      const shallow = await world.ask(`# ${many}
        { bodies { name } province(code: "${many}\\"${many}") { code } region(code: """${many}\\"""${many}""") { code } }`);
      expect(shallow.body.errors).toMatchObject([
        { extensions: { rule: expect.stringMatching(/unknown|invalid/) as unknown } },
        { extensions: { rule: expect.stringMatching(/unknown|invalid/) as unknown } },
      ]);
      const text = await world.ask('{a'.repeat(100) + '}'.repeat(100));
      expect(text.body.errors).toMatchObject([{ extensions: { rule: 'request.invalid' } }]);
      const { body } = await world.ask(withVariable, { variables: { seen: nested(99) } });
      expect(body.errors).toMatchObject([{ extensions: { rule: 'receipt.malformed' } }]);
    });
  });

  describe('what is no request that can be read is answered in the form of all refusals:', () => {
    async function raw(request: string): Promise<{ head: string; body: unknown }> {
      const { port } = new URL(world.address);
      const socket = connect(Number(port), '127.0.0.1');
      // A server that refuses may reset the connection while what it does not read still comes.
      socket.on('error', () => {});
      socket.end(request);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      return { head, body: JSON.parse(body) };
    }

    test.each([
      [
        'a header',
        `GET /graphql?query={__typename} HTTP/1.1\r\nhost: a\r\naccept-language: en\r\nx-long: ${'x'.repeat(17_000)}\r\n\r\n`,
      ],
      ['an address', `GET /graphql?query={${'a'.repeat(17_000)}} HTTP/1.1\r\nhost: a\r\n\r\n`],
    ])('%s that is too long', async (_what, request) => {
      const { body, head } = await raw(request);
      expect(head).toContain('HTTP/1.1 431 ');
      expect(head).toContain('content-type: application/json; charset=utf-8');
      expect(body).toEqual({
        errors: [
          {
            message: expect.stringContaining('16384') as unknown,
            extensions: { code: 'BAD_USER_INPUT', rule: 'request.headers-too-large' },
          },
        ],
      });
    });

    test('what is not HTTP', async () => {
      const { body, head } = await raw('GET /graphql HTTP/9.9\r\n\r\n');
      expect(head).toContain('HTTP/1.1 400 ');
      expect(body).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', rule: 'request.not-http' } }],
      });
    });
  });

  test.each([20_000, 125_000])('a text of %d words is refused while it is read', async (words) => {
    const began = performance.now();
    const asked = await world.ask(`{${' a'.repeat(words)} }`);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(asked.status).toBe(400);
    expect(asked.body.errors).toEqual([
      {
        message: expect.stringContaining('10000') as unknown,
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
    const names = Array.from({ length: 3_300 }, (_, i) => `a${i}: targetJobs`);
    const asked = await world.ask(`{ programme { ${names.join(' ')} } }`);
    expect(asked.body.data.programme).toMatchObject({ a0: 250_000, a3299: 250_000 });
  });

  test('what takes more of one part than can be asked of it at once is refused once, and the rest answered', async () => {
    world.entries.more = 30_000;
    const asked = await world.ask('{ bodies { name jobs } programme { targetJobs } }');
    world.entries.more = 0;
    const { bodies, programme } = asked.body.data;
    expect(programme).toEqual({ targetJobs: 250_000 });
    expect(bodies).toHaveLength(30_002);
    expect(bodies.at(-1)).toEqual({ name: 'Body 29999', jobs: null });
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

  test.each(['PUT', 'PATCH', 'DELETE', 'HEAD'])('%s is told which methods are taken', async (method) => {
    const response = await world.send('/graphql?query={__typename}', {
      method,
      headers: json,
      ...(method === 'HEAD' ? {} : { body: '{"query": ' }),
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
    if (method === 'HEAD') return;
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining(method) as unknown,
          extensions: { rule: 'request.other-method' },
        },
      ],
    });
  });

  test('an unknown address is told as such, not as a page', async () => {
    const response = await world.send('/grapql');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { rule: 'request.not-found' } }],
    });
  });

  test('GET carries queries, and no mutations', async () => {
    const get = (query: string) => world.send(`/graphql?query=${encodeURIComponent(query)}`);
    expect(await (await get('{ bodies { name } }')).json()).toMatchObject({ data: { bodies: [{}, {}] } });
    const refused = await get('mutation { note(input: { idempotencyKey: "abcdefgh" }) }');
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { rule: 'request.method' } }] });
  });
});
