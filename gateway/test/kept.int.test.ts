import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { until } from '../../test/testkit/until.ts';
import { nation, type Seen, worldThatKeeps } from './world/seen.ts';
import { receiptFor } from './world/world.ts';

const provinces = '{ programme { provinces { code nameAr nameFr totals { version } } } }';

describe('answers kept until something changes', () => {
  const { found, get, headMoves, post, send, world } = worldThatKeeps();

  test('a request that was made twice is answered with the very bytes of before, without a fetch', async () => {
    const computed = await post(provinces);
    expect(computed.kept).toBe(false);
    expect((await post(provinces)).kept).toBe(false);
    await found(() => post(provinces));
    const fetches = world().totals.fetches.length + world().register.fetches.length;
    const kept = await found(() => post(provinces));
    expect(kept.body).toBe(computed.body);
    expect(JSON.parse(kept.body).data.programme.provinces).toHaveLength(75);
    expect(world().totals.fetches.length + world().register.fetches.length).toBe(fetches);
  });

  test('an answer found and one computed differ in no header but age', async () => {
    for (const ask of [post, get]) {
      for (const [i, headers] of [
        { 'accept-encoding': 'identity' },
        { 'accept-encoding': 'br, gzip' },
        { origin: 'http://localhost:3000' },
        { origin: 'https://evil.example' },
      ].entries()) {
        const query = provinces.replace('{', `query ${ask.name}${i} {`);
        const fixed = { 'x-request-id': 'asked-by-a-test', ...headers };
        const first = await ask(query, fixed);
        expect(first.kept).toBe(false);
        const second = await found(() => ask(query, fixed));
        expect(without('age', second.headers)).toEqual(without('age', first.headers));
        expect(second.body).toBe(first.body);
        // A client of fetch takes gzip when it says nothing of it.
        const coding = { identity: undefined, 'br, gzip': 'br' }[headers['accept-encoding'] ?? ''];
        expect(first.headers['content-encoding']).toBe('origin' in headers ? 'gzip' : coding);
      }
    }
  });

  test('when a total changes, nothing computed before is found', async () => {
    await post(provinces);
    for (let n = 8; n < 20; n++) {
      await headMoves(`1.${n}`);
      const { body, headers } = await post(provinces);
      expect(body).toContain(`"version":"1.${n}"`);
      expect(body).not.toContain(`"version":"1.${n - 1}"`);
      expect(headers['awrach-totals-version']).toBe(`1.${n}`);
    }
    await headMoves('2.1');
    expect((await post(provinces)).body).toContain('"version":"2.1"');
  });

  test('what was computed while the head moved on is given to who asked, and not kept', async () => {
    world().figures.slow = 300;
    const query = '{ programme { totals { version } } }';
    const asked = post(query);
    await until(
      'it is computed',
      async () => world().figures.underWay,
      (count) => count > 0,
    );
    world().figures.slow = 0;
    await headMoves('1.8');
    const later = await post(query);
    expect(later.body).toContain('1.8');
    expect((await asked).body).toContain('1.7');
    expect((await post(query)).body).toContain('1.8');
  });

  test('a gateway that does not hear of the head keeps and finds nothing that depends on totals', async () => {
    await post(nation);
    const territory = '{ province(code: "05.301") { nameFr } }';
    await post(territory);
    await found(() => post(nation));
    world().figures.silent = true;
    await until(
      'nothing about totals is found',
      () => post(nation),
      ({ kept }) => !kept,
    );
    await found(() => post(territory));
    world().figures.version = '1.9';
    const unheard = await until(
      'totals is asked for its head',
      () => post(nation),
      ({ body }) => body.includes('1.9'),
    );
    expect(unheard.kept).toBe(false);
    expect((await post(nation)).kept).toBe(false);
  });

  test.each(['9\n', 'soon'])('a completeTo that is no moment is not told: %j', async (malformed) => {
    const moment = '2026-01-31T09:30:00.000000Z';
    await found(() => post(nation));
    world().figures.completeTo = malformed;
    await headMoves('1.8');
    for (const ask of [() => post(nation), () => found(() => post(nation))]) {
      const { body, headers, status } = await ask();
      expect([status, headers['awrach-complete-to']]).toEqual([200, moment]);
      expect(body).toContain('"version":"1.8"');
    }
    world().figures.completeTo = '2026-01-31T09:31:00.000000Z';
    await until(
      'the next moment is told',
      () => post(nation),
      ({ headers }) => headers['awrach-complete-to'] === world().figures.completeTo,
    );
  });

  test('an answer that names completeTo is made anew after a second; the header says the newest at once', async () => {
    const query = '{ programme { totals { version completeTo } } }';
    const moment = ({ body }: Seen): string => JSON.parse(body).data.programme.totals.completeTo;
    // As on a real clock: what is found names a moment less than a second behind the newest.
    const began = Date.now();
    const moving = setInterval(() => {
      world().figures.completeTo = new Date(Date.UTC(2026, 1, 1) + Date.now() - began)
        .toISOString()
        .replace('Z', '000Z');
    }, 50);
    const newest = (seen: Seen) => String(seen.headers['awrach-complete-to']);
    const kept = await until(
      'the header is ahead of the answer found',
      () => post(query),
      (seen) => seen.kept && newest(seen) > moment(seen),
    );
    const anew = await until(
      'it is made anew',
      () => post(query),
      (seen) => !seen.kept && moment(seen) > newest(kept),
    );
    clearInterval(moving);
    expect(JSON.parse(anew.body).data.programme.totals.version).toBe('1.7');
  });

  describe('are never', () => {
    test.each([
      ['errors of a field', '{ programme { totals { untold } } }'],
      ['a query that cannot be read', '{ programme { '],
      ['a query that does not fit', '{ programme { nothing } }'],
      ['a field that says nothing', '{ whoAsks programme { targetJobs } }'],
      ['introspection', '{ __type(name: "Programme") { name } }'],
      ['totals with a receipt', `{ programme { totals(including: ["${receiptFor(3)}"]) { version } } }`],
      ['a register with a receipt', `{ bodies(including: ["${receiptFor(3)}"]) { name } }`],
      [
        'a document with a mutation in it',
        `mutation M { note(input: { idempotencyKey: "abcdefgh" }) } query Q ${nation}`,
      ],
    ])('%s', async (_what, query) => {
      world().figures.untold = true;
      const more = query.includes('query Q') ? { operationName: 'Q' } : {};
      const seen = [await post(query, {}, more), await post(query, {}, more), await get(query)];
      for (const { headers, kept } of seen) {
        expect(kept).toBe(false);
        expect(headers['cache-control'] ?? '').not.toContain('public');
        expect(headers.etag).toBeUndefined();
      }
    });

    test('totals with a receipt in a variable', async () => {
      const query = 'query ($seen: [Receipt!]) { programme { totals(including: $seen) { version } } }';
      const seen = { variables: { seen: [receiptFor(3)] } };
      expect((await post(query, {}, seen)).body).toContain('1.8');
      expect((await post(query, {}, seen)).kept).toBe(false);
      await post(query, {}, { variables: { seen: [] } });
      await found(() => post(query, {}, { variables: { seen: [] } }));
    });
  });

  describe('who asks', () => {
    const bearer = async (role: string, expires?: string) => ({
      authorization: `Bearer ${await world().issuer.token({ role, province: '05.301' }, expires)}`,
    });

    test('nothing that was computed for one is found by another, whatever field is asked for', async () => {
      const all = [
        'whoAsks',
        'ledger',
        'bodies { name jobs }',
        'programme { targetJobs totals { version } }',
      ];
      for (const fields of [...all, all.join(' ')]) {
        const query = `{ ${fields} }`;
        const [province, ministry, nobody] = [await bearer('province'), await bearer('ministry'), {}];
        const asked = async (headers: Record<string, string>) => {
          const { data, errors } = JSON.parse(
            (await post(query, { 'x-request-id': 'same-for-all', ...headers })).body,
          );
          return { data, errors };
        };
        const alone = [await asked(province), await asked(ministry), await asked(nobody)];
        const mixed = await Promise.all([ministry, nobody, province, nobody, ministry, province].map(asked));
        expect(mixed).toEqual([alone[1], alone[2], alone[0], alone[2], alone[1], alone[0]]);
      }
    });

    test('a token that does not verify is refused, also where the answer is kept', async () => {
      await post(nation);
      await found(() => post(nation));
      for (const headers of [
        await bearer('ministry', '-1h'),
        { authorization: 'Basic YTpi' },
        { authorization: '' },
      ]) {
        expect((await post(nation, headers)).status).toBe(401);
      }
    });

    test('what is computed for a token is kept for nobody', async () => {
      const query = '{ programme { totals { version completeTo } targetJobs } }';
      const { headers } = await post(query, await bearer('ministry'));
      expect(headers['cache-control'] ?? '').not.toContain('public');
      expect((await post(query)).kept).toBe(false);
    });
  });

  describe('over HTTP', () => {
    test('what changes an answer is part of what finds it', async () => {
      await post(nation);
      await found(() => post(nation));
      const graphql = { accept: 'application/graphql-response+json' };
      const other = await post(nation, graphql);
      expect(other.kept).toBe(false);
      expect(other.headers['content-type']).toContain('graphql-response');
      expect((await post(nation, graphql)).headers['content-type']).toContain('graphql-response');
      expect((await post(nation)).headers['content-type']).toContain('application/json');
      expect((await post(nation, {}, { variables: {} })).kept).toBe(false);
      await found(() => post(nation, { 'accept-language': 'ar' }));
      const malformed = [
        await post(nation, { 'content-type': 'text/plain' }),
        await post(nation, { 'content-type': 'text/plain' }),
      ];
      for (const { kept, status } of malformed) expect([status, kept]).toEqual([400, false]);
    });

    test('an answer is given compressed to who takes that, as large as it was before', async () => {
      const plain = await post(provinces, { 'accept-encoding': 'identity' });
      for (const [coding, decompress] of [
        ['br', brotliDecompressSync],
        ['gzip', gunzipSync],
      ] as const) {
        const raw = await rawPost(world().address, provinces, {
          'accept-encoding': `${coding}, deflate;q=0.5`,
        });
        expect(raw.headers['content-encoding']).toBe(coding);
        expect(raw.body.length).toBeLessThan(plain.body.length / 2);
        expect(decompress(raw.body).toString()).toBe(plain.body);
      }
      const refused = await rawPost(world().address, provinces, { 'accept-encoding': 'br;q=0, gzip;q=0' });
      expect(refused.headers['content-encoding']).toBeUndefined();
      const small = await rawPost(world().address, nation, { 'accept-encoding': 'br, gzip' });
      expect(small.headers['content-encoding']).toBeUndefined();
    });

    test('caches may store what GET is answered with, and ask again each time; nothing of what POST is', async () => {
      const origin = { origin: 'https://evil.example' };
      await post(nation, origin);
      const stored = await found(() => get(nation, origin));
      expect(stored.headers).toMatchObject({ 'cache-control': 'public, no-cache', etag: expect.any(String) });
      for (const name of ['accept', 'accept-encoding', 'authorization', 'origin'])
        expect(stored.headers.vary?.split(', ')).toContain(name);
      const { headers } = await found(() => post(nation, origin));
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'awrach-totals-version': '1.7' });
      expect([headers.etag, headers.vary]).toEqual([undefined, undefined]);
    });

    test('who has an answer already is told so, found or computed, until it changes', async () => {
      const { headers } = await get(nation);
      expect(headers['cache-control']).toBe('public, no-cache');
      const had = { 'if-none-match': `"other", W/${headers.etag}` };
      const again = await found(() => get(nation, had));
      expect(again).toMatchObject({ status: 304, body: '' });
      expect(again.headers.etag).toBe(headers.etag);
      const computed = await get(nation, { ...had, accept: '*/*;q=0.9' });
      expect(computed).toMatchObject({ status: 304, body: '', kept: false });
      await headMoves('1.8');
      expect(await get(nation, had)).toMatchObject({ status: 200 });
      expect((await post(nation, had)).status).toBe(200);
    });

    test('who has it in a coding that is not taken now gets it in one that is', async () => {
      const compressed = await get(provinces, { 'accept-encoding': 'br' });
      const had = { 'if-none-match': String(compressed.headers.etag) };
      expect((await get(provinces, { ...had, 'accept-encoding': 'br' })).status).toBe(304);
      for (const accept of ['*/*', '*/*;q=0.9', '*/*']) {
        const plain = await get(provinces, { ...had, accept, 'accept-encoding': 'identity' });
        expect(plain).toMatchObject({ status: 200, body: compressed.body });
        expect(plain.headers.etag).not.toBe(compressed.headers.etag);
      }
      const anything = await get(provinces, { 'if-none-match': '*' });
      expect(anything).toMatchObject({ status: 304, body: '' });
    });

    test('a query known by its hash alone is found by a GET that says nothing else', async () => {
      const hash = createHash('sha256').update(provinces).digest('hex');
      const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
      const byHash = `/graphql?extensions=${encodeURIComponent(extensions)}`;
      const unknown = [await send({}, byHash), await send({}, byHash)];
      for (const { body, headers, kept } of unknown) {
        expect(kept).toBe(false);
        expect(headers['cache-control']).toContain('private');
        expect(JSON.parse(body).errors).toMatchObject([
          { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
        ]);
      }
      await send({}, `${byHash}&query=${encodeURIComponent(provinces)}`);
      expect((await send({}, byHash)).kept).toBe(false);
      const kept = await found(() => send({}, byHash));
      expect(JSON.parse(kept.body).data.programme.provinces).toHaveLength(75);
      const other = await send({}, `${byHash}&query=${encodeURIComponent(nation)}`);
      expect([other.status, JSON.parse(other.body).errors[0].extensions.rule]).toEqual([
        400,
        'query.other-hash',
      ]);
      expect((await send({}, byHash)).body).toBe(kept.body);
    });

    test('a mutation over GET is refused, and asked again refused again', async () => {
      const query = 'mutation { note(input: { idempotencyKey: "abcdefgh" }) }';
      expect([(await get(query)).status, (await get(query)).status]).toEqual([405, 405]);
    });
  });
});

function without(name: string, { [name]: _, date, ...rest }: Record<string, string>) {
  return rest;
}

/** fetch decompresses what it gets; this does not. */
async function rawPost(address: string, query: string, headers: Record<string, string>) {
  const { request } = await import('node:http');
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const asked = request(
      `${address}/graphql`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      },
    );
    asked.on('error', reject);
    // fetch and node:http name the same defaults differently: this asks for exactly what fetch asks for.
    asked.setHeader('accept', '*/*');
    asked.end(JSON.stringify({ query }));
  });
}
