import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startWorld, type World } from './world/world.ts';

describe('what is no request that can be read is answered in the form of all refusals:', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ keptBytes: 1_000_000 });
  });
  afterAll(() => world.stop());

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

  test.each([
    ['an empty Host', 'HTTP/1.1\r\nhost:\r\nconnection: close'],
    ['a Host that is none', 'HTTP/1.1\r\nhost: a b\r\nconnection: close'],
    ['no Host', 'HTTP/1.0'],
  ])('%s', async (_what, rest) => {
    const path = `/graphql?query=${encodeURIComponent('{ programme { totals { version } } }')}`;
    // Though others are given what is kept.
    for (let asked = 0; asked < 3; asked++) expect((await world.send(path)).status).toBe(200);
    const { body, head } = await raw(`GET ${path} ${rest}\r\naccept: */*\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1.1 400 /);
    expect(body).toMatchObject({ errors: [{ extensions: { rule: 'request.not-http' } }] });
  });

  test('what comes into an answer that has begun: it ends that, and stands nowhere inside it', async () => {
    const { port } = new URL(world.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    const query = encodeURIComponent('{ programme { totals { version } } }');
    socket.write(`GET /graphql?query=${query} HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n\r\n`);
    await once(socket, 'data');
    const rest = text(socket);
    socket.write('garbage\r\n\r\n');
    expect(await rest).not.toContain('HTTP/1.1');
  });

  test('what is not HTTP', async () => {
    const { body, head } = await raw('GET /graphql HTTP/9.9\r\n\r\n');
    expect(head).toContain('HTTP/1.1 400 ');
    expect(body).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', rule: 'request.not-http' } }],
    });
  });
});
