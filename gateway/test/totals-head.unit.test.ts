import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { openLog } from '@awrach/subgraph/gateway';
import { until } from '../../test/testkit/until.ts';
import { connect } from '../src/subgraph/connection.ts';
import { followHead, newer, type TotalsHead, TotalsRefused } from '../src/totals/head.ts';
import { momentOf } from '../src/totals/moment.ts';
import { compareVersions, readVersion } from '../src/totals/version.ts';

describe('versions of the totals', () => {
  test.each([
    ['3.9', '3.10'],
    ['3.999', '4.1'],
    ['9.1', '10.0'],
  ])('%s is older than %s', (older, younger) => {
    expect(compareVersions(older, younger)).toBeLessThan(0);
    expect(compareVersions(younger, older)).toBeGreaterThan(0);
    expect(compareVersions(older, older)).toBe(0);
  });

  test.each(['', '3', '3.', '-1.2', '1.2.3', '1e3.1', '99999999999999999999.1'])('%p is none', (text) => {
    expect(readVersion(text)).toBeUndefined();
  });

  test('what is known never goes back, except into a higher generation', () => {
    const known = { version: '3.9', completeTo: '2026-01-02T00:00:00.000000Z' };
    expect(newer(known, { version: '3.8', completeTo: '2026-01-01T00:00:00.000000Z' })).toEqual(known);
    expect(newer(known, { version: '3.10', completeTo: null })).toEqual({ ...known, version: '3.10' });
    expect(newer(known, { version: '4.1', completeTo: null }).version).toBe('4.1');
  });
});

describe('following the head', () => {
  let server: Server;
  let head: TotalsHead;
  let streams: ServerResponse[];
  let asked: IncomingMessage[];
  let posted: unknown[];
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    streams = [];
    asked = [];
    posted = [];
    answer = (response) => response.end('{"version":"1.1"}');
    server = createServer((request, response) => {
      if (request.url === '/head') {
        response.writeHead(200);
        response.flushHeaders();
        streams.push(response);
      } else {
        asked.push(request);
        void json(request.method === 'POST' ? request : Readable.from(['{}'])).then((body) => {
          posted.push(body);
          answer(response);
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    head = followHead({
      url,
      connection: connect(url, 1_000),
      log: openLog('test', 'silent'),
      receiptTimeoutMs: 2_000,
    });
    await opened(1);
  });
  afterEach(() => {
    head.stop();
    server.closeAllConnections();
    server.close();
  });

  const opened = (times: number) =>
    until(
      `it has been opened ${times} times`,
      async () => streams.length,
      (count) => count === times,
    );
  const knows = (version: string) =>
    until(
      `${version} is known`,
      async () => head.isBehind(version),
      (isBehind) => !isBehind,
    );
  const hears = () =>
    until(
      'something is heard',
      async () => head.silence(),
      (seconds) => seconds < 1,
    );
  const tell = (...lines: string[]) => streams.at(-1)?.write(lines.join(''));
  const heard = (version: string) =>
    expect.objectContaining({ version }) as unknown; /* a matcher stands for what it matches */

  test('the newest line is the head, also when lines come in pieces, and nothing is asked', async () => {
    tell('{"version":"1.5","completeTo":null}\n{"version":"1.');
    await knows('1.5');
    tell('6","completeTo":"2026-01-02T00:00:00.000000Z"}\nnot a line of ours\n{"version":"1.4"}\n');
    await knows('1.6');
    expect(await head.newest()).toEqual({ version: '1.6', completeTo: '2026-01-02T00:00:00.000000Z' });
    expect(asked).toHaveLength(0);
  });

  test('a connection that breaks is opened again', async () => {
    streams[0]?.destroy();
    await opened(2);
    tell('{"version":"2.1"}\n');
    await hears();
    expect(await head.newest()).toEqual(heard('2.1'));
  });

  test('a connection that falls silent is given up for another', async () => {
    await opened(2);
    expect(streams[0]?.destroyed).toBe(true);
  });

  test('what comes after a silence is not believed: it may have waited on the way', async () => {
    tell('{"version":"1.5"}\n');
    await knows('1.5');
    const before = head.acquaintance();
    await until(
      'it is silent',
      async () => head.certain(performance.now()),
      (certain) => certain === undefined,
    );
    streams[0]?.write('{"version":"1.6"}\n');
    await opened(2);
    expect(head.isBehind('1.6')).toBe(true);
    tell('{"version":"1.7"}\n');
    await until(
      'what it says first is certain',
      async () => head.certain(performance.now())?.version,
      (version) => version === '1.7',
    );
    expect(head.acquaintance()).toBeGreaterThan(before);
  });

  test('whoever follows is told each change of the version, and nothing else', async () => {
    let changes = 0;
    const unfollow = head.follow(() => changes++);
    tell(
      '{"version":"1.5"}\n',
      '{"version":"1.5","completeTo":"2026-01-02T00:00:00.000000Z"}\n',
      '{"version":"1.4"}\n',
    );
    tell('{"version":"1.6"}\n');
    await knows('1.6');
    unfollow();
    tell('{"version":"1.7"}\n');
    await knows('1.7');
    expect(changes).toBe(2);
  });

  test('a head that is unknown is asked for', async () => {
    expect(await head.newest()).toEqual(heard('1.1'));
    expect(asked[0]?.url).toBe('/version');
  });

  test('receipts are asked for in one request, however many they are', async () => {
    const receipts = Array.from({ length: 200 }, (_, i) => `${i}`.padEnd(4_000, '-'));
    expect(await head.including(receipts)).toEqual(heard('1.1'));
    expect(posted).toEqual([{ including: receipts, timeout: 2_000 }]);
  });

  test('so many may wait and no more; one who has waited makes room', async () => {
    const waiting: ServerResponse[] = [];
    answer = (response) => waiting.push(response);
    const first = Array.from({ length: 64 }, () => head.including(['a']));
    await expect(head.including(['a'])).rejects.toMatchObject({
      refusal: { refused: 'receipt.too-many-waiting', field: 'including' },
    });
    await until(
      'all others are asked for',
      async () => waiting.length,
      (count) => count === 64,
    );
    answer = (response) => response.end('{"version":"1.2"}');
    expect(await head.newest()).toEqual(heard('1.2'));
    for (const response of waiting) response.end('{"version":"1.1"}');
    await Promise.all(first);
    expect(await head.including(['a'])).toEqual(heard('1.2'));
  });

  test('an answer older than what is known gives what is known', async () => {
    tell('{"version":"1.9"}\n');
    await hears();
    answer = (response) => response.end('{"version":"1.4"}');
    expect(await head.including(['a'])).toEqual(heard('1.9'));
  });

  test('a refusal of totals is passed on', async () => {
    const extensions = { code: 'TIMEOUT', rule: 'receipt.timeout', field: 'including' };
    const worded = { errors: [{ message: 'Not in time.', extensions }] };
    answer = (response) => response.writeHead(504).end(JSON.stringify(worded));
    await expect(head.including(['a'])).rejects.toThrow(TotalsRefused);
    await expect(head.including(['a'])).rejects.toMatchObject({
      refusal: { refused: 'receipt.timeout', field: 'including' },
    });
  });
});

describe('the moment of an operation', () => {
  function totals() {
    const calls: (readonly string[] | 'newest')[] = [];
    const head: TotalsHead = {
      newest: async () => {
        calls.push('newest');
        return { version: `1.${calls.length}`, completeTo: null };
      },
      including: async (receipts) => {
        calls.push(receipts);
        return { version: `1.${calls.length}`, completeTo: null };
      },
      certain: () => undefined,
      acquaintance: () => 0,
      follow: () => () => {},
      isBehind: () => false,
      silence: () => 0,
      stop: () => {},
    };
    return { head, calls };
  }

  test('nothing is asked before somebody needs it, and then once', async () => {
    const { calls, head } = totals();
    const moment = momentOf(head, []);
    expect(calls).toEqual([]);
    const [a, b] = await Promise.all([moment.fixed(), moment.fixed()]);
    expect(a).toBe(b);
    expect(calls).toEqual(['newest']);
  });

  test('each write moves it: what was read before stays, what follows contains all writes so far', async () => {
    const { calls, head } = totals();
    const moment = momentOf(head, ['seen']);
    moment.wrote(['one']);
    await moment.fixed();
    moment.wrote(['two']);
    await moment.fixed();
    await moment.fixed();
    expect(calls).toEqual([
      ['seen', 'one'],
      ['seen', 'one', 'two'],
    ]);
  });

  test('a version that was refused is not taken again from what is known', async () => {
    const { calls, head } = totals();
    await momentOf(head, [], true).fixed();
    expect(calls).toEqual([[]]);
  });
});
