import { startWorld, type World } from './world/world.ts';

const json = { 'content-type': 'application/json' };

describe('a request', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  test.each(['*/*', 'text/event-stream'])('HEAD is refused, whatever is accepted: %s', async (accept) => {
    const response = await world.send('/graphql?query={bodies{name}}', {
      method: 'HEAD',
      headers: { accept },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])(
    '%s is told which methods are taken',
    async (method) => {
      const response = await world.send('/graphql?query={__typename}', {
        method,
        headers: json,
        ...(method === 'HEAD' || method === 'OPTIONS' ? {} : { body: '{"query": ' }),
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
    },
  );

  test('GET carries queries, and no mutations', async () => {
    const get = (query: string) => world.send(`/graphql?query=${encodeURIComponent(query)}`);
    expect(await (await get('{ bodies { name } }')).json()).toMatchObject({ data: { bodies: [{}, {}] } });
    const refused = await get('mutation { note(input: { idempotencyKey: "abcdefgh" }) }');
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { rule: 'request.method' } }] });
  });
});
