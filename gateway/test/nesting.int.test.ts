import { startWorld, type World } from './world/world.ts';

const json = { 'content-type': 'application/json' };

describe('what is nested too deep is refused before it is read:', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

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
