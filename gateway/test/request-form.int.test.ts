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
    ['only by name', Buffer.from('{"query":"{ bodies { name } }"}')],
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

  test('an unknown address is told as such, not as a page', async () => {
    const response = await world.send('/grapql');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { rule: 'request.not-found' } }],
    });
  });
});
