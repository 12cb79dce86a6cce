import { until } from '../../test/testkit/until.ts';
import { nation, worldThatKeeps } from './world/seen.ts';
import { openWire, type Wire } from './world/wire.ts';

describe('a request that came before, byte for byte,', () => {
  const { headMoves, world } = worldThatKeeps();
  const wires: Wire[] = [];
  const wire = (): Wire => {
    const opened = openWire(world().address);
    wires.push(opened);
    return opened;
  };
  afterEach(() => {
    for (const one of wires.splice(0)) one.end();
  });

  /** How many requests were answered before HTTP was read. */
  async function recognised(): Promise<number> {
    const metrics = await (await fetch(`${world().address}/metrics`)).text();
    return Number(/awrach_gateway_public_answers_total\{[^}]*"recognised"[^}]*\} (\d+)/.exec(metrics)?.[1]);
  }
  /** Asks in the same bytes until they are recognised. @returns the answer that node:http gave before, and that one */
  async function learnt(bytes: string, on = wire()) {
    let read = await ask(on, bytes);
    const known = await until(
      'it is recognised',
      async () => {
        const before = await recognised();
        const answer = await ask(on, bytes);
        const after = await recognised();
        if (after === before) read = answer;
        return { answer, known: after > before };
      },
      ({ known }) => known,
    );
    return { read, known: known.answer };
  }
  async function ask(on: Wire, bytes: string) {
    on.send(bytes);
    return await on.answer();
  }

  test.each([
    ['', post(nation)],
    [', GET', get(nation)],
    [', compressed', get('{ programme { provinces { code nameFr nameAr } } }', 'accept-encoding: gzip')],
    [', long', post('{ programme { provinces { code nameFr nameAr totals { version } } } }')],
    [', of a page', post(nation, 'origin: http://localhost:3000')],
    [', of a page that may not', post(nation, 'origin: https://evil.example')],
    [', which has the answer already', get(nation, 'if-none-match: *')],
  ])('is answered as it was by node:http, to the byte%s', async (_what, bytes) => {
    const { known, read } = await learnt(bytes);
    expect(read.head).toMatch(/^HTTP\/1\.1 (200 OK|304 Not Modified)\r\n/);
    expect(timeless(known)).toEqual(timeless(read));
  });

  test('is told another id each time, unless it brings one', async () => {
    const idIn = ({ head }: { head: string }) => /x-request-id: (\S+)/.exec(head)?.[1];
    const own = wire();
    const one = await learnt(post(nation).replace(/x-request-id:.*\r\n/, ''), own);
    expect(idIn(one.known)).toMatch(/^[0-9a-f-]{36}$/);
    expect(idIn(one.known)).not.toBe(idIn(one.read));
    expect(idIn((await learnt(post(nation), own)).known)).toBe('asked-by-a-test');
  });

  test('is never answered with what was true before a change', async () => {
    const own = wire();
    await learnt(post(nation), own);
    for (let n = 8; n < 20; n++) {
      await headMoves(`1.${n}`);
      for (let i = 0; i < 5; i++) expect((await ask(own, post(nation))).body).toContain(`"version":"1.${n}"`);
    }
    world().figures.silent = true;
    await until(
      'nothing is certain of totals',
      () => ask(own, post(nation)),
      ({ head }) => !head.includes('\r\nage: '),
    );
    const before = await recognised();
    for (let i = 0; i < 5; i++) await ask(own, post(nation));
    expect(await recognised()).toBe(before);
  });

  test('is read by node:http on a new connection, which it would else cut off as one that asks for nothing', async () => {
    await learnt(post(nation));
    const before = await recognised();
    const own = wire();
    await ask(own, post(nation));
    expect(await recognised()).toBe(before);
    await ask(own, post(nation));
    expect(await recognised()).toBe(before + 1);
  });

  test.each([
    ['shows a token', 'authorization: Bearer none', 401],
    ['wants the connection closed', 'connection: close', 200],
    ['wants it closed as some proxies say it', 'proxy-connection: close', 200],
    ['wants to be told to go on', 'expect: 100-continue', 200],
    ['wants another protocol', 'connection: upgrade\r\nupgrade: h2c', 200],
  ])('is read by node:http if it %s', async (_what, header, status) => {
    await learnt(post(nation));
    const before = await recognised();
    for (let i = 0; i < 5; i++) {
      const own = wire();
      await ask(own, get('{ __typename }'));
      own.send(post(nation, header));
      let { head } = await own.answer();
      if (head === 'HTTP/1.1 100 Continue') ({ head } = await own.answer());
      expect(head).toContain(`HTTP/1.1 ${status} `);
    }
    expect(await recognised()).toBe(before);
  });

  test('is no request where it stands in the body of another', async () => {
    await learnt(post(nation));
    const before = await recognised();
    const inner = post(nation);
    for (const beforeHead of ['', '\r\n', '\r\n\r\n']) {
      const own = wire();
      await ask(own, get('{ __typename }'));
      own.send(`${beforeHead}${head('POST /graphql', `content-length: ${2 * inner.length}`)}`);
      for (const _time of ['first', 'second']) {
        await settled();
        own.send(inner);
      }
      const { body } = await own.answer();
      expect(JSON.parse(body).errors[0].extensions.rule).toBe('request.not-json');
      expect(await own.rest()).toBe('');
    }
    expect(await recognised()).toBe(before);
  });

  test.each([
    ['', ''],
    [', which came with the request before', get('{ __typename }')],
  ])('is no request where it stands in the head of another%s', async (_what, ahead) => {
    await learnt(post(nation));
    const before = await recognised();
    const own = wire();
    await ask(own, get('{ __typename }'));
    own.send(`${ahead}${get('{ __typename }').replace(/\r\n\r\n$/, '\r\nx-quoted: ')}`);
    if (ahead !== '') await own.answer();
    await settled();
    own.send(post(nation));
    expect((await own.answer()).body).toContain('Query');
    expect(await recognised()).toBe(before);
  });

  test('waits for its turn behind one that is still being answered', async () => {
    const own = wire();
    await learnt(post(nation), own);
    world().figures.slow = 300;
    const slow = post('{ programme { totals { version completeTo } } }');
    own.send(slow);
    await until(
      'it is being answered',
      async () => world().figures.underWay,
      (count) => count > 0,
    );
    own.send(post(nation));
    expect((await own.answer()).body).toContain('completeTo');
    expect((await own.answer()).body).toContain('targetJobs');
  });

  test('is answered in its place among others sent at once, with it or in pieces', async () => {
    const own = wire();
    await learnt(post(nation), own);
    const other = get('{ __typename }');
    const inTurn = [other, post(nation), post(nation), other, post(nation)];
    const told = inTurn.map((one) => (one === other ? 'Query' : 'targetJobs'));
    const all = inTurn.join('');
    for (const size of [all.length, all.length - 1, 997, 61, 7]) {
      for (let at = 0; at < all.length; at += size) {
        own.send(all.slice(at, at + size));
        if (size > 50) await settled();
      }
      for (const word of told) expect((await own.answer()).body).toContain(word);
    }
  });

  test('is recognised still after one whose body came apart from its head', async () => {
    const own = wire();
    await learnt(post(nation), own);
    const other = post('{ __typename }');
    const end = other.indexOf('\r\n\r\n') + 4;
    for (const piece of [other.slice(0, end), other.slice(end, -5), other.slice(-5)]) {
      own.send(piece);
      await settled();
    }
    expect((await own.answer()).body).toContain('Query');
    const before = await recognised();
    expect((await ask(own, post(nation))).body).toContain('targetJobs');
    expect(await recognised()).toBe(before + 1);
  });

  test('is not answered without end to who does not read', async () => {
    const long = post('{ programme { provinces { code nameFr nameAr totals { version } } } }');
    const own = wire();
    const { known } = await learnt(long, own);
    const before = await recognised();
    const times = 2_000;
    for (let i = 0; i < times; i++) {
      own.send(long);
      await nextTurn();
      await nextTurn();
    }
    for (let i = 0; i < times; i++) expect((await own.answer()).body).toBe(known.body);
    const apart = (await recognised()) - before;
    expect(apart).toBeGreaterThan(10);
    expect(apart).toBeLessThan(times / 2);
  });

  test('is read by node:http where its answer is more than a socket takes at once', async () => {
    world().entries.more = 200;
    const own = wire();
    await learnt(post(nation), own);
    const large = post('{ bodies { id name } }');
    const before = await recognised();
    for (let i = 0; i < 5; i++) {
      const { body } = await until(
        'it is found',
        () => ask(own, large),
        ({ head }) => head.includes('\r\nage: '),
      );
      expect(body.length).toBeGreaterThan(65_536);
    }
    expect(await recognised()).toBe(before);
  });

  test('is remembered only when it came twice, and in bounded room', async () => {
    const own = wire();
    const taken = async () => {
      const metrics = await (await fetch(`${world().address}/metrics`)).text();
      return Number(/awrach_gateway_kept_bytes\{[^}]*\} (\d+)/.exec(metrics)?.[1]);
    };
    await learnt(post(nation), own);
    const before = await taken();
    for (let i = 0; i < 300; i++) await ask(own, post(nation, `traceparent: ${i}`));
    expect(await taken()).toBe(before);
    for (let i = 0; i < 300; i++)
      for (const _time of ['first', 'second'])
        await ask(own, post(nation, `traceparent: ${i} ${'x'.repeat(1_000)}`));
    expect(await taken()).toBeGreaterThan(before);
    expect((await taken()) - before).toBeLessThan(1_000_000 / 16);
  });

  test('is answered by node:http, which closes the connection, once the gateway is closing', async () => {
    const own = wire();
    await learnt(post(nation), own);
    world().figures.slow = 300;
    own.send(post('{ programme { totals { version completeTo } } }'));
    await until(
      'it is being answered',
      async () => world().figures.underWay,
      (count) => count > 0,
    );
    const stopped = world().stopGateway();
    expect((await own.answer()).head).toContain('connection: close');
    await stopped;
    expect(await own.rest()).toBe('');
  });
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

function head(line: string, ...headers: string[]): string {
  const always = ['host: localhost', 'content-type: application/json', 'x-request-id: asked-by-a-test'];
  return [`${line} HTTP/1.1`, ...always, ...headers, '', ''].join('\r\n');
}

function get(query: string, ...headers: string[]): string {
  return head(`GET /graphql?query=${encodeURIComponent(query)}`, ...headers);
}

function post(query: string, ...headers: string[]): string {
  const body = JSON.stringify({ query });
  return head('POST /graphql', `content-length: ${body.length}`, ...headers) + body;
}

/** A response without what each moment changes: its own time, its age, and how far totals is. */
const timeless = (answer: { readonly head: string; readonly body: string }) => ({
  body: answer.body,
  head: answer.head.replace(/\r\n(date|age): [^\r]*/gi, '\r\n$1'),
});
