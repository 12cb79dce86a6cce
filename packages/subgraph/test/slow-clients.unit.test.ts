import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { until } from '../../../test/testkit/until.ts';
import { openDoor } from '../src/http/door.ts';
import { longestWaitMs } from '../src/http/limits.ts';
import { openLog } from '../src/log.ts';
import { formatter } from '../src/refusal/format.ts';

/** More than what the system holds of it on the way. */
const large = 'x'.repeat(30_000_000);

describe('a client', () => {
  let door: FastifyInstance;
  let port: number;
  beforeEach(async () => {
    door = openDoor({
      log: openLog('test', 'silent'),
      formatter: formatter({}, () => {}),
      metrics: new Registry(),
      missing: () => [],
      bodyLimit: 1_000_000,
    });
    door.get('/large', () => large);
    door.post('/', () => 'read');
    await door.listen({ host: '127.0.0.1', port: 0 });
    port = (door.server.address() as AddressInfo).port; /* it listens on a port */
  });
  afterEach(() => door.close());

  const connections = () =>
    new Promise<number>((resolve) => door.server.getConnections((_error, count) => resolve(count)));

  test.each([
    ['its headers', ['headersTimeout'], 'GET / HTTP/1.1\r\nhost: a\r\n'],
    [
      'its body',
      // Node takes the shorter of the two for that of the headers.
      ['headersTimeout', 'requestTimeout'],
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
  ] as const)('that does not send all of %s is told so and cut off', async (_what, limits, begun) => {
    for (const limit of limits) {
      expect(door.server[limit]).toBeGreaterThan(0);
      door.server[limit] = 200;
    }
    const socket = connect(port, '127.0.0.1');
    socket.write(begun);
    const told = await text(socket);
    expect(told).toContain('HTTP/1.1 408 ');
    expect(told).toContain('"rule":"request.not-in-time"');
  });

  test('that reads nothing of its answer is cut off', async () => {
    expect(door.server.timeout).toBeGreaterThan(0);
    door.server.timeout = 500;
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => {}); // It is cut off: that is what is waited for.
    socket.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
    await until('it is there', connections, (count) => count === 1);
    await until('it is cut off', connections, (count) => count === 0);
    socket.destroy();
  });

  test('may be still for as long as four waits can be set to take', () => {
    expect(door.server.timeout).toBe(4 * longestWaitMs);
  });

  test('that reads slowly gets all of it', async () => {
    door.server.timeout = 1_500;
    const begun = performance.now();
    const [response]: IncomingMessage[] = await once(
      request({ port, path: '/large', agent: false }).end(),
      'response',
    );
    let [length, next] = [0, 0];
    for await (const piece of response ?? []) {
      length += piece.length;
      // Few pauses, by what came and not by the piece: how it comes is the system's own affair.
      if (length < next) continue;
      next += large.length / 16;
      await sleep(door.server.timeout / 6);
    }
    expect(length).toBe(large.length);
    expect(performance.now() - begun).toBeGreaterThan(2 * door.server.timeout);
  });
});
