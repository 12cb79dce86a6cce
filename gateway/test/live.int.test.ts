import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { until } from '../../test/testkit/until.ts';
import { openStream, type Stream } from './world/stream.ts';
import { manyMayWatch, receiptFor, startWorld, type World } from './world/world.ts';

const nation = '{ programme { totals { version } } }';
const versionOf = ({ data = '{}' }: { data?: string }): string | undefined =>
  JSON.parse(data || '{}').data?.programme?.totals?.version;

describe('watching over server-sent events', () => {
  let world: World;
  const streams: Stream[] = [];
  beforeEach(async () => {
    world = await startWorld({
      keptBytes: 1_000_000,
      liveLimits: { ...manyMayWatch, all: 60, perIdentity: 50 },
    });
    await headIs('1.7');
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await world.stop();
  });

  async function headIs(version: string): Promise<void> {
    world.figures.version = version;
    await until(
      `the gateway knows ${version}`,
      () => world.ask(nation),
      ({ body }) => body.data?.programme?.totals?.version === version,
    );
  }
  async function watch(query: string, headers: Record<string, string> = {}): Promise<Stream> {
    const stream = await openStream(world.address, query, headers);
    streams.push(stream);
    return stream;
  }
  const shows = (stream: Stream, version: string) =>
    stream.until(`it shows ${version}`, (message) => versionOf(message) === version);

  test('the result comes now and again after each change, and never goes back', async () => {
    const stream = await watch(nation);
    expect(stream.status).toBe(200);
    expect(stream.headers['content-type']).toContain('text/event-stream');
    expect(stream.headers['cache-control']).toContain('no-store');
    expect(await shows(stream, '1.7')).toMatchObject({ event: 'next', id: '1.7' });
    for (const version of ['1.8', '1.9', '1.10', '2.1']) {
      world.figures.version = version;
      expect(await shows(stream, version)).toMatchObject({ event: 'next', id: version });
    }
    expect(stream.messages.map(versionOf)).toEqual(['1.7', '1.8', '1.9', '1.10', '2.1']);
    expect(stream.ended()).toBe(false);
  });

  test('however many watch, each change is computed once', async () => {
    const watchers = await Promise.all(Array.from({ length: 20 }, () => watch(nation)));
    await Promise.all(watchers.map((stream) => shows(stream, '1.7')));
    const token = await world.issuer.token({ role: 'ministry' });
    const named = await watch(nation, { authorization: `Bearer ${token}` });
    await shows(named, '1.7');
    const before = world.totals.fetches.length;
    world.figures.version = '1.8';
    await Promise.all([...watchers, named].map((stream) => shows(stream, '1.8')));
    expect(world.totals.fetches.length - before).toBe(1);
  });

  describe('who joins a watch that goes on', () => {
    test('is shown no older moment than who asks once', async () => {
      const query = '{ programme { totals { version completeTo } } }';
      const first = await watch(query);
      await shows(first, '1.7');
      const completeTo = '2026-01-31T10:30:00.000000Z';
      world.figures.completeTo = completeTo;
      await until(
        'who asks once is shown the later moment',
        () => world.ask(query),
        ({ body }) => body.data?.programme.totals.completeTo === completeTo,
      );
      const { data = '', id } = await shows(await watch(query), '1.7');
      expect(id).toBe('1.7');
      expect(JSON.parse(data).data.programme.totals).toEqual({ version: '1.7', completeTo });
      expect(first.messages).toHaveLength(1);
    });

    test('is shown nothing that is a second old: it is computed anew, once for all who join at once', async () => {
      const query = '{ state programme { totals { version } } }';
      const first = await watch(query);
      await shows(first, '1.7');
      world.entries.head = 'b';
      await sleep(1_100);
      world.figures.slow = 200;
      const before = world.register.fetches.length;
      const joined = await Promise.all(Array.from({ length: 10 }, () => watch(query)));
      for (const stream of joined) {
        const { data = '' } = await shows(stream, '1.7');
        expect(JSON.parse(data).data.state).toBe('b');
      }
      expect(world.register.fetches.length - before).toBe(1);
      expect(first.messages).toHaveLength(1);
    });
  });

  test('who has a token shares what is for everybody, though its first answer lacked a part', async () => {
    world.figures.untold = true;
    const query = '{ programme { totals { version untold } } }';
    const watchers = [];
    for (const sub of ['one', 'another', 'a third']) {
      const token = await world.issuer.token({ sub, role: 'ministry' });
      watchers.push(watch(query, { authorization: `Bearer ${token}` }));
    }
    const opened = await Promise.all(watchers);
    for (const stream of opened) await stream.until('the error', ({ event }) => event === 'next');
    world.figures.untold = false;
    await headIs('1.8');
    await Promise.all(opened.map((stream) => shows(stream, '1.8')));
    const before = world.totals.fetches.length;
    world.figures.version = '1.9';
    await Promise.all(opened.map((stream) => shows(stream, '1.9')));
    expect(world.totals.fetches.length - before).toBe(1);
  });

  test('errors name no request of somebody else, but what the subgraph was told', async () => {
    world.figures.untold = true;
    const query = '{ programme { totals { untold } } }';
    const watchers = await Promise.all(
      ['the-first-watcher', 'the-second-watcher'].map((id) => watch(query, { 'x-request-id': id })),
    );
    const named = [];
    for (const stream of watchers) {
      const { data = '' } = await stream.until('the error', ({ event }) => event === 'next');
      named.push(JSON.parse(data).errors[0].extensions.requestId);
    }
    const told = world.totals.fetches.at(-1)?.headers['x-request-id'];
    expect(named).toEqual([told, told]);
    expect(told).toMatch(/^[\da-f-]{36}$/);
    expect(watchers.map(({ headers }) => headers['x-request-id'])).not.toContain(told);
  });

  test('a change that does not change the result is not told', async () => {
    const stream = await watch('{ programme { targetJobs totals { untold } } }');
    await stream.until('the result', ({ event }) => event === 'next');
    const other = await watch(nation);
    await shows(other, '1.7');
    const before = world.totals.fetches.length;
    world.figures.version = '1.8';
    await shows(other, '1.8');
    await until(
      'both were computed',
      async () => world.totals.fetches.length - before,
      (count) => count === 2,
    );
    world.figures.version = '1.9';
    await shows(other, '1.9');
    expect(stream.messages).toHaveLength(1);
  });

  test('what depends on who asks is computed for each of them', async () => {
    const bearer = async (role: string) => ({
      authorization: `Bearer ${await world.issuer.token({ role, province: '05.301' })}`,
    });
    const query = '{ whoAsks ledger programme { totals { version } } }';
    const said = async (headers: Record<string, string>) => {
      const stream = await watch(query, headers);
      await shows(stream, '1.7');
      return stream;
    };
    const all = [await said({}), await said(await bearer('province')), await said(await bearer('ministry'))];
    world.figures.version = '1.8';
    for (const [i, who] of ['nobody', 'province', 'ministry'].entries()) {
      const stream = all[i];
      if (!stream) throw new Error('nobody watches');
      const { data } = JSON.parse((await shows(stream, '1.8')).data ?? '');
      expect(data).toMatchObject({
        whoAsks: who,
        ledger: who === 'province' ? 'for the province alone' : null,
      });
    }
  });

  describe('who comes again', () => {
    test('with what it saw last gets the next result only', async () => {
      const stream = await watch(nation, { 'last-event-id': '1.7' });
      world.figures.version = '1.8';
      await shows(stream, '1.8');
      expect(stream.messages.map(versionOf)).toEqual(['1.8']);
    });

    test('with something older gets the newest at once', async () => {
      await shows(await watch(nation, { 'last-event-id': '1.3' }), '1.7');
    });

    test('to a gateway that is behind waits until that has caught up', async () => {
      const stream = await watch(nation, { 'last-event-id': '1.9' });
      const beside = await watch(nation);
      await shows(beside, '1.7');
      for (const version of ['1.8', '1.9', '1.10']) {
        world.figures.version = version;
        await shows(beside, version);
      }
      await shows(stream, '1.10');
      expect(stream.messages.map(versionOf)).toEqual(['1.10']);
    });

    test('with an id that is none gets the newest', async () => {
      await shows(await watch(nation, { 'last-event-id': 'x\u00e9"' }), '1.7');
    });
  });

  describe('ends', () => {
    test('when its token expires, with the reason', async () => {
      const token = await world.issuer.token({ role: 'ministry' }, '2s');
      const stream = await watch(nation, { authorization: `Bearer ${token}`, 'accept-language': 'en' });
      await shows(stream, '1.7');
      await stream.until('complete', ({ event }) => event === 'complete');
      const { errors } = JSON.parse(stream.messages.at(-2)?.data ?? '{}');
      expect(errors).toMatchObject(
        [{ extensions: { code: 'UNAUTHENTICATED' }, message: /access token/ }].map(
          ({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) as unknown }),
        ),
      );
      await until('it has ended', async () => stream.ended(), Boolean);
    });

    test('at once when nothing in it follows the totals', async () => {
      const stream = await watch('{ bodies { name } }');
      await stream.until('complete', ({ event }) => event === 'complete');
      expect(stream.messages.map(({ event }) => event)).toEqual(['next', 'complete']);
    });

    test.each([
      ['a query that cannot be read', '{ programme {', 'request.syntax'],
      ['a query that does not fit', '{ programme { nothing } }', 'request.invalid'],
    ])('%s: told in the stream, since nothing else reaches a browser', async (_what, query, rule) => {
      const stream = await watch(query);
      await stream.until('complete', ({ event }) => event === 'complete');
      expect(stream.status).toBe(200);
      expect(JSON.parse(stream.messages[0]?.data ?? '').errors).toMatchObject([{ extensions: { rule } }]);
    });

    test('what writes is not carried out, over GET or POST', async () => {
      const token = await world.issuer.token({ role: 'province', province: '05.301' });
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
      const query = 'mutation { note(input: { idempotencyKey: "abcdefgh" }) }';
      const answers = [
        await fetch(`${world.address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query }),
        }),
        await fetch(`${world.address}/graphql?query=${encodeURIComponent(query)}`, { headers }),
      ];
      const rules = [];
      for (const answer of answers) rules.push(/"rule":"([^"]+)"/.exec(await answer.text())?.[1]);
      expect(rules).toEqual(['live.only-queries', 'request.method']);
      expect(world.totals.fetches.filter(({ query: asked }) => asked.startsWith('mutation'))).toEqual([]);
    });

    test('when the gateway stops: each is told to come again, not all at once', async () => {
      const watchers = await Promise.all(Array.from({ length: 5 }, () => watch(nation)));
      await Promise.all(watchers.map((stream) => shows(stream, '1.7')));
      await world.stopGateway();
      for (const stream of watchers) {
        await until('it has ended', async () => stream.ended(), Boolean);
        expect(Number(stream.messages.at(-1)?.retry)).toBeLessThanOrEqual(3_000);
        expect(stream.messages.some(({ event }) => event === 'complete')).toBe(false);
      }
      expect(new Set(watchers.map((stream) => stream.messages.at(-1)?.retry)).size).toBeGreaterThan(1);
    });
  });

  test('one who watches too much is refused, until something is ended', async () => {
    const watchers = await Promise.all(Array.from({ length: 50 }, () => watch(nation)));
    const refused = await watch(nation, { 'accept-language': 'en' });
    expect(refused.status).toBe(429);
    await until(
      'the refusal',
      async () => refused.text(),
      (text) => text.includes('live.too-many'),
    );
    const token = await world.issuer.token({ role: 'ministry' });
    expect((await watch(nation, { authorization: `Bearer ${token}` })).status).toBe(200);
    watchers[0]?.close();
    await until(
      'there is room',
      () => watch(nation),
      ({ status }) => status === 200,
    );
  });

  test('who goes away while its token is being verified keeps no place', async () => {
    const { hostname, port } = new URL(world.address);
    for (let i = 0; i < 50; i++) {
      // Each token is new, so that it is not known yet.
      const token = await world.issuer.token({ role: 'ministry' }, `${100 + i}s`);
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `GET /graphql?query=${encodeURIComponent(nation)} HTTP/1.1\r\nhost: gateway\r\naccept: text/event-stream\r\nauthorization: Bearer ${token}\r\n\r\n`,
        );
        setImmediate(() => socket.resetAndDestroy());
      });
      await once(socket, 'close');
    }
    const authorization = `Bearer ${await world.issuer.token({ role: 'ministry' })}`;
    await until(
      'there are all places again',
      async () => {
        const opened = await Promise.all(Array.from({ length: 50 }, () => watch(nation, { authorization })));
        for (const stream of opened) stream.close();
        return opened.filter(({ status }) => status === 200).length;
      },
      (places) => places === 50,
    );
  });

  test('a request too large to be held is refused, and not carried out', async () => {
    const before = world.totals.fetches.length;
    const answer = await fetch(`${world.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: `${nation}${' '.repeat(20_000)}` }),
    });
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('request.too-large')]);
    // What is under way is finished before the gateway closes.
    await world.stopGateway();
    expect(world.totals.fetches).toHaveLength(before);
  });

  test('what one subgraph answers alone is asked of it in the watcher’s own words, over GET and POST', async () => {
    const got = `${nation} # in own words`;
    await shows(await watch(got), '1.7');
    const posted =
      'query ($code: ProvinceCode!) { province(code: $code) { totals { version } } } # in own words';
    const results = createClient({ url: `${world.address}/graphql` }).iterate({
      query: posted,
      variables: { code: '05.301' },
    });
    expect((await results.next()).value).toEqual({ data: { province: { totals: { version: '1.7' } } } });
    await results.return?.();
    expect(world.totals.fetches.slice(-2).map(({ query }) => query)).toEqual([got, posted]);
  });

  test('a part that does not answer is asked for again, though nothing changes', async () => {
    world.figures.gone.add('1.7');
    const stream = await watch('{ programme { targetJobs totals { version } } }');
    await stream.until('a result without totals', ({ data }) => data?.includes('"errors"') ?? false);
    world.figures.gone.clear();
    await shows(stream, '1.7');
  });

  test('a variable is not lost for being called __proto__', async () => {
    const query =
      'query ($__proto__: [Receipt!]) { programme { totals(including: $__proto__) { version } } }';
    const stream = await openStream(world.address, query, {}, '{"__proto__":["no receipt"]}');
    streams.push(stream);
    const { data = '' } = await stream.until('the refusal', ({ event }) => event === 'next');
    expect(JSON.parse(data).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('receipts hold for what is watched, too', async () => {
    world.figures.withReceipts = '1.8';
    const stream = await watch(`{ programme { totals(including: ["${receiptFor(3)}"]) { version } } }`);
    await shows(stream, '1.8');
  });

  test('a client of graphql-sse is shown every change, and comes again by itself after the stream broke', async () => {
    const seen: string[] = [];
    const client = createClient({ url: `${world.address}/graphql`, retry: () => sleep(10) });
    const end = client.subscribe<{ programme: { totals: { version: string } } }>(
      { query: nation },
      {
        next: ({ data }) => seen.push(data?.programme.totals.version ?? 'none'),
        error: (error) => seen.push(String(error)),
        complete: () => seen.push('complete'),
      },
    );
    await until(
      'the first',
      async () => seen,
      (all) => all.includes('1.7'),
    );
    world.figures.version = '1.8';
    await until(
      'the second',
      async () => seen,
      (all) => all.includes('1.8'),
    );
    await world.restartGateway();
    world.figures.version = '1.9';
    await until(
      'what came after the hand-over',
      async () => seen,
      (all) => all.includes('1.9'),
    );
    expect(seen).not.toContain('complete');
    end();
  });
});
