import { startWorld, type World } from './world/world.ts';

describe('of several operations in one text', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const several = 'query One { bodies { name } } query Two { bodies { name } }';
  const asking = (query: string, operationName?: string) =>
    world.send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: JSON.stringify({ query, operationName }),
    });

  test('the one that is named is carried out', async () => {
    expect(await (await asking(several, 'Two')).json()).toMatchObject({ data: { bodies: [{}, {}] } });
  });

  test.each([
    'subscription { bodies { name } }',
    'subscription S { __typename } query One { bodies { name } }',
  ])('none is a subscription: %s', async (query) => {
    const response = await asking(query, query.includes('One') ? 'S' : undefined);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE', rule: 'operation.subscription' } }],
    });
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
