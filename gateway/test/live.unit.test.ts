import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { until } from '../../test/testkit/until.ts';
import { prefersStream } from '../src/live/accept.ts';
import { callAt } from '../src/live/call-at.ts';
import { nextEvent } from '../src/live/event.ts';
import { seats } from '../src/live/limits.ts';
import { turns } from '../src/live/turns.ts';
import { type Computed, watch } from '../src/live/watched.ts';
import { openWatcher, type Watcher } from '../src/live/watcher.ts';

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
  const free = seats({ all: 3, perIdentity: 2, operations: 9, operationsPerIdentity: 9 });
  const take = (identity: string) => free.take(identity, 'an operation');
  const [first, second] = [take('a'), take('a')];
  expect(take('a')).toBeUndefined();
  const other = take('b');
  expect(other).toBeDefined();
  expect(take('c')).toBeUndefined();
  first?.giveBack();
  first?.giveBack();
  expect(take('c')).toBeDefined();
  expect(take('a')).toBeUndefined();
  second?.giveBack();
  expect(take('a')).toBeDefined();
});

test('different operations are counted for each and for all, as long as somebody watches them', () => {
  const free = seats({ all: 99, perIdentity: 99, operations: 3, operationsPerIdentity: 2 });
  const [first, again] = [free.take('a', 'one'), free.take('a', 'one')];
  expect(free.take('a', 'two')).toBeDefined();
  expect(free.take('a', 'three')).toBeUndefined();
  expect(free.take('b', 'three')).toBeDefined();
  expect(free.take('b', 'four')).toBeUndefined();
  expect(free.take('b', 'one')).toBeDefined();
  first?.giveBack();
  expect(free.take('a', 'three')).toBeUndefined();
  again?.giveBack();
  expect(free.take('a', 'three')).toBeDefined();
});

test('whose seat is moved watches the operation of the others, and leaves it when it is given back', () => {
  const free = seats({ all: 99, perIdentity: 99, operations: 2, operationsPerIdentity: 9 });
  const [first, second] = [free.take('a', 'in the name of a'), free.take('b', 'in the name of b')];
  expect(free.take('c', 'another')).toBeUndefined();
  first?.moveTo('in nobody’s name');
  second?.moveTo('in nobody’s name');
  const another = free.take('c', 'another');
  expect(another).toBeDefined();
  first?.giveBack();
  first?.moveTo('a third');
  expect(free.take('c', 'a third')).toBeUndefined();
  second?.giveBack();
  expect(free.take('c', 'a third')).toBeDefined();
});

test('what is to be called in years is not called before', () => {
  jest.useFakeTimers();
  try {
    const days = (count: number): number => count * 86_400_000;
    const called: string[] = [];
    callAt(Date.now() + days(60), () => called.push('in sixty days'));
    const callOff = callAt(Date.now() + days(60), () => called.push('called off'));
    callAt(Date.now() - 1, () => called.push('at once'));
    jest.advanceTimersByTime(days(59));
    expect(called).toEqual(['at once']);
    callOff();
    jest.advanceTimersByTime(days(1));
    expect(called).toEqual(['at once', 'in sixty days']);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

describe('who joins while an operation is being computed', () => {
  const at = (version: string, completeTo = '2026-01-31T09:30:00.000000Z') => ({ version, completeTo });
  const ends: ((computed: Computed) => void)[] = [];
  let head = at('1.7');
  const watched = () =>
    watch({
      compute: () => new Promise((resolve) => ends.push(resolve)),
      inTurn: turns(8, 1_000),
      newest: () => head,
      abandoned: () => {},
      onFault: (error) => {
        throw error;
      },
    });
  const shown: string[] = [];
  const watcher = (name: string): Watcher => ({
    offer: ({ version }) => shown.push(`${name} ${version}`),
    beat: () => {},
    complete: () => {},
    handOver: () => {},
  });
  const computed = async (version: string) => {
    ends.shift()?.({ result: '{}', version, kind: 'live' });
    await new Promise((resolve) => setImmediate(resolve));
  };
  beforeEach(() => {
    head = at('1.7');
    ends.length = 0;
    shown.length = 0;
  });

  test('waits for that', async () => {
    const operation = watched();
    operation.join(watcher('first'));
    operation.join(watcher('second'));
    await computed('1.7');
    operation.join(watcher('third'));
    expect(shown).toEqual(['first 1.7', 'second 1.7', 'third 1.7']);
    expect(ends).toEqual([]);
  });

  test.each([
    [
      'the totals have changed',
      '1.8',
      () => {
        head = at('1.8');
      },
    ],
    [
      'a later moment is known',
      '1.7',
      () => {
        head = at('1.7', '2026-01-31T10:30:00.000000Z');
      },
    ],
  ])('waits for the next if %s since it began', async (_what, next, happen) => {
    const operation = watched();
    operation.join(watcher('first'));
    happen();
    if (next !== '1.7') operation.changed();
    for (const name of ['second', 'third']) operation.join(watcher(name));
    await computed('1.7');
    expect(shown).toEqual(['first 1.7']);
    await computed(next);
    expect(shown.slice(1)).toEqual(['first', 'second', 'third'].map((name) => `${name} ${next}`));
    expect(ends).toEqual([]);
  });
});

test('what lacks a part is computed again ever more seldom, and from the beginning once it was whole', async () => {
  jest.useFakeTimers();
  try {
    const computed: Computed = { result: '{}', version: '1.1', kind: 'faulty' };
    let kind: Computed['kind'] = 'faulty';
    let computations = 0;
    const watched = watch({
      compute: async () => {
        computations++;
        return { ...computed, kind };
      },
      inTurn: (work) => work(),
      newest: () => undefined,
      abandoned: () => {},
      onFault: (error) => {
        throw error;
      },
    });
    const watcher = {
      offer: () => {},
      complete: () => {},
    } as unknown as Watcher; /* all that is used of one */
    watched.join(watcher);
    const within = async (ms: number) => {
      const before = computations;
      await jest.advanceTimersByTimeAsync(ms);
      return computations - before;
    };
    // It was computed at once; then 1, 3 and 7 s later.
    expect(await within(14_000)).toBe(3);
    kind = 'live';
    expect(await within(2_000)).toBe(1);
    kind = 'faulty';
    watched.changed();
    expect(await within(2_000)).toBe(1);
    watched.leave(watcher);
    expect(await within(60_000)).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('work begins in the order in which it was asked for, so much at once; what takes long lets the next begin', async () => {
  const inTurn = turns(2, 50);
  const began: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const works = ends.map(({ promise }, i) =>
    inTurn(() => {
      began.push(i);
      return promise;
    }),
  );
  expect(began).toEqual([0, 1]);
  ends[1]?.resolve();
  await works[1];
  expect(began).toEqual([0, 1, 2]);
  // Nothing of it ends, and yet the others get their turn.
  await until(
    'all have begun',
    async () => began,
    ({ length }) => length === 5,
  );
  for (const { resolve } of ends) resolve();
  await Promise.all(works);
  await inTurn(async () => began.push(5));
  expect(began).toEqual([0, 1, 2, 3, 4, 5]);
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
