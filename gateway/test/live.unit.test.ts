import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prefersStream } from '../src/live/accept.ts';
import { nextEvent } from '../src/live/event.ts';
import { seats } from '../src/live/limits.ts';
import { openWatcher } from '../src/live/watcher.ts';

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['text/event-stream', true],
  ['text/event-stream, */*;q=0.1', true],
  ['text/event-stream, */*', false],
  ['TEXT/EVENT-STREAM;q=0.9, application/json;q=0.8', true],
  ['text/event-stream;q=0.5, application/json', false],
  ['text/event-stream;q=0', false],
  // What urql sends for everything that it asks.
  [
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    false,
  ],
])('who accepts %j wants a stream: %s', (accept, wants) => {
  expect(prefersStream(accept)).toBe(wants);
});

test('seats are counted for each and for all, and given back once', () => {
  const free = seats({ all: 3, perIdentity: 2 });
  const [first, second] = [free.take('a'), free.take('a')];
  expect(free.take('a')).toBeUndefined();
  const other = free.take('b');
  expect(other).toBeDefined();
  expect(free.take('c')).toBeUndefined();
  first?.();
  first?.();
  expect(free.take('c')).toBeDefined();
  expect(free.take('a')).toBeUndefined();
  second?.();
  expect(free.take('a')).toBeDefined();
});

test('who reads slowly is sent the newest when it reads again, and nothing of what it missed waits in memory', async () => {
  const opened = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => opened.resolve(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const received = Promise.withResolvers<IncomingMessage>();
  get({ port: (server.address() as AddressInfo).port, agent: false }, (answer) => {
    answer.pause();
    received.resolve(answer);
  });
  const response = await opened.promise;
  const watcher = openWatcher(response, undefined);
  const large = 'x'.repeat(100_000);
  const count = 1_000;
  let most = 0;
  for (let n = 1; n <= count; n++) {
    watcher.offer(nextEvent(JSON.stringify({ n, large }), `1.${n}`, true));
    most = Math.max(most, response.writableLength);
    await new Promise((resolve) => setImmediate(resolve));
  }
  watcher.complete();
  const text = Buffer.concat(await (await received.promise).toArray()).toString();
  const ids = [...text.matchAll(/^id: 1\.(\d+)$/gm)].map(([, n]) => Number(n));
  expect(ids.at(-1)).toBe(count);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(ids.length).toBeLessThan(count / 2);
  expect(most).toBeLessThan(3 * large.length);
  server.close();
});

test('what lacked a part is shown again once it is whole, at the same version; what a client has seen is not', () => {
  const said: string[] = [];
  const response = {
    writableEnded: false,
    on: () => {},
    write: (bytes: Buffer) => said.push(String(bytes)) > 0,
  };
  const watcher = openWatcher(response as never /* the little of a response that it needs */, '1.7');
  watcher.offer(nextEvent('{"seen":1}', '1.7', true));
  watcher.offer(nextEvent('{"older":1}', '1.6', false));
  watcher.offer(nextEvent('{"lacking":1}', '1.8', false));
  watcher.offer(nextEvent('{"whole":1}', '1.8', true));
  watcher.offer(nextEvent('{"again":1}', '1.8', true));
  expect(said).toEqual([
    'event: next\ndata: {"lacking":1}\n\n',
    'event: next\nid: 1.8\ndata: {"whole":1}\n\n',
  ]);
});
