import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { serveHead } from '../src/head/head.route.ts';
import { openDoor } from '../src/http/door.ts';
import { openLog } from '../src/log.ts';
import { formatter } from '../src/refusal/format.ts';

test('a head that is asked for while the door closes is told once, and holds nothing up', async () => {
  const door = openDoor({
    log: openLog('test', 'silent'),
    formatter: formatter({}, () => {}),
    metrics: new Registry(),
    missing: () => [],
    bodyLimit: 1_000,
  });
  serveHead(door, { isCurrent: () => true, line: () => '{"version":"1"}' });
  const closing = Promise.withResolvers<void>();
  door.addHook('preClose', async () => {
    closing.resolve();
    await sleep(200); // Whatever else a process does before its door is shut.
  });
  await door.listen({ host: '127.0.0.1', port: 0 });
  const { port } = door.server.address() as AddressInfo; /* it listens on a port */

  const socket = connect(port, '127.0.0.1');
  const answer = text(socket);
  await once(socket, 'connect');
  const closed = door.close();
  await closing.promise;
  socket.write('GET /head HTTP/1.1\r\nhost: a\r\n\r\n');
  await closed;
  expect(await answer).toContain('{"version":"1"}');
});
