import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, startWorld, type World } from './world/world.ts';

const page = `{
  programme { nameFr targetJobs regions { code nameAr totals { version } } }
  province(code: "05.301") { nameFr region { nameFr } bodies { name jobs } totals { version } }
  bodies { name jobs }
}`;

const enter = `mutation {
  enterBody(input: { idempotencyKey: "abcdefgh", province: "05.301", name: "Cèdre" }) { receipt body { name } }
}`;

const pathsOf = ({ body }: Asked) => body.errors?.map(({ path }) => path.join('.')).sort();
const rulesOf = ({ body }: Asked) => [...new Set(body.errors?.map(({ extensions }) => extensions.rule))];

describe('a subgraph that is down costs only its own fields', () => {
  let world: World;
  const others: Server[] = [];
  afterEach(async () => {
    await world.stop();
    for (const server of others.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A subgraph that answers in its own way. */
  async function instead(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    others.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }

  async function provinceToken(): Promise<Record<string, string>> {
    const token = await world.issuer.token({ role: 'province', province: '05.301' });
    return { authorization: `Bearer ${token}` };
  }

  test('totals down: territory and registers answer, each figure says that it does not', async () => {
    world = await startWorld();
    await world.totals.stop();
    const asked = await world.ask(page);
    const { data } = asked.body;
    expect(data.programme.nameFr).toBe('Awrach');
    expect(data.programme.regions).toHaveLength(12);
    expect(data.programme.regions[4].nameAr).toMatch(/\p{Script=Arabic}/u);
    expect(data.province.region.nameFr).toMatch(/Béni Mellal/);
    expect(data.province.bodies).toEqual([
      { name: 'Atlas', jobs: null },
      { name: 'Bouregreg', jobs: null },
    ]);
    expect(data.programme.targetJobs).toBeNull();
    expect(data.province.totals).toBeNull();
    expect(rulesOf(asked)).toEqual(['service.unavailable']);
    expect(pathsOf(asked)).toEqual(
      [
        'bodies.0.jobs',
        'bodies.1.jobs',
        'programme.targetJobs',
        'province.bodies.0.jobs',
        'province.bodies.1.jobs',
        'province.totals',
        ...Array.from({ length: 12 }, (_, i) => `programme.regions.${i}.totals`),
      ].sort(),
    );
  });

  test('the register down: figures and territory answer', async () => {
    world = await startWorld();
    await world.register.stop();
    const asked = await world.ask(page);
    expect(asked.status).toBe(200);
    expect(asked.body.data).toMatchObject({
      programme: { nameFr: 'Awrach', targetJobs: 250_000 },
      province: { nameFr: 'Khénifra', bodies: null, totals: { version: '1.7' } },
      bodies: null,
    });
    expect(pathsOf(asked)).toEqual(['bodies', 'province.bodies']);
  });

  test('both down: the territory still answers', async () => {
    world = await startWorld();
    await Promise.all([world.register.stop(), world.totals.stop()]);
    const { body } = await world.ask(
      '{ commune(code: "05.301.01.01") { nameFr province { region { nameFr } } } }',
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.commune.province.region.nameFr).toMatch(/Béni Mellal/);
  });

  test.each([
    '{ province(code: "99.999") { nameFr } }',
    '{ programme { nameFr } province(code: "99.999") { nameFr } }',
  ])('a code that is none is refused as ever: %s', async (query) => {
    world = await startWorld();
    await Promise.all([world.register.stop(), world.totals.stop()]);
    const asked = await world.ask(query);
    expect(asked.body.data?.province ?? null).toBeNull();
    expect(asked.body.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', rule: 'province.unknown', field: 'code' } },
    ]);
  });

  test.each([
    ['does not answer in time', () => {}],
    ['breaks off', (request) => request.socket.destroy()],
    [
      'is a proxy that has lost it',
      (_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'),
    ],
    ['is stopping', (_request, response) => response.writeHead(503).end('{"statusCode":503}')],
  ] satisfies [string, RequestListener][])('a subgraph that %s counts as down', async (_how, answer) => {
    world = await startWorld({ registerUrl: await instead(answer), subgraphTimeoutMs: 2_000 });
    const asked = await world.ask('{ bodies { name } programme { targetJobs } }');
    expect(asked.body.data).toEqual({ bodies: null, programme: { targetJobs: 250_000 } });
    expect(asked.body.errors).toMatchObject([
      { path: ['bodies'], extensions: { code: 'SERVICE_UNAVAILABLE', rule: 'service.unavailable' } },
    ]);
    expect(JSON.stringify(asked.body)).not.toMatch(/127\.0\.0\.1|\b502\b|html|partner/);
  });

  test('a GraphQL body is read whatever its status', async () => {
    const refusal = {
      message: 'Trop.',
      extensions: { code: 'BAD_USER_INPUT', rule: 'page.size', field: 'first' },
    };
    world = await startWorld({
      registerUrl: await instead((_request, response) =>
        response.writeHead(500, { 'content-type': 'text/plain' }).end(JSON.stringify({ errors: [refusal] })),
      ),
    });
    const { body } = await world.ask('{ bodies { name } programme { targetJobs } }');
    expect(body.data).toEqual({ bodies: null, programme: { targetJobs: 250_000 } });
    expect(body.errors).toEqual([refusal]);
  });

  test('of a write that was not answered nothing is claimed, and repeating it is offered', async () => {
    world = await startWorld({ registerUrl: await instead(() => {}), subgraphTimeoutMs: 300 });
    const { body } = await world.ask(enter, { headers: await provinceToken() });
    expect(body.data).toEqual({ enterBody: null });
    expect(body.errors).toMatchObject([
      { path: ['enterBody'], extensions: { code: 'RETRYABLE', rule: 'service.outcome-unknown' } },
    ]);
    expect(body.errors?.[0].message).toContain('may or may not');
  });

  test('a subgraph that comes back is asked again', async () => {
    let down = true;
    world = await startWorld({
      registerUrl: await instead((request, response) => {
        if (down) request.socket.destroy();
        else response.end('{"data":{"bodies":[]}}');
      }),
    });
    expect((await world.ask('{ bodies { name } }')).body.data).toEqual({ bodies: null });
    down = false;
    expect((await world.ask('{ bodies { name } }')).body).toEqual({ data: { bodies: [] } });
  });
});
