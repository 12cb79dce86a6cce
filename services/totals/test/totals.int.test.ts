import { setTimeout as pause } from 'node:timers/promises';
import { agreement, commitment, payment, placement, worksite } from '@awrach/contracts';
import { type FreshDatabase, freshDatabase } from '@awrach/local';
import { provinces, regions } from '@awrach/territory';
import { Client } from 'pg';
import { until } from '../../../test/testkit/until.ts';
import { type Instance, startInstance } from './instance.ts';
import {
  aCommitment,
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  aWorksite,
  guelmim,
  mrirt,
  town,
} from './states.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let database: FreshDatabase;
let first: Instance;
let second: Instance;

const start = () =>
  startInstance({ databaseUrl: database.url, brokers: world.brokers, receiptTimeoutMs: 4_000 });

beforeAll(async () => {
  world = await openWorld();
  database = await freshDatabase('totals');
  first = await start();
  second = await start();
}, 120_000);

afterAll(async () => {
  await first?.stop();
  await second?.stop();
  await database?.drop();
  await world?.[Symbol.asyncDispose]();
});

interface Total {
  jobs: number;
  partners: number;
  agreements: number;
  freshness: { version: string; completeTo: string | null };
}
const some = 'jobs partners agreements freshness { version completeTo }';

const nation = async (instance: Instance, including: string[] = [], headers: Record<string, string> = {}) => {
  const query = `query ($including: [Receipt!]) { programme { totals(including: $including) { ${some} } } }`;
  const { programme } = await instance.ask<{ programme: { totals: Total } }>(query, {
    variables: { including },
    headers,
  });
  return programme.totals;
};

describe('Totals', () => {
  test('of every territory move by exactly what a write adds, in the read that includes its receipt', async () => {
    const one = anAgreement({
      revisions: [aRevision({ lines: [aLine({ jobs: 30 }), aLine({ commune: mrirt, jobs: 12 })] })],
    });
    const two = anAgreement({
      province: guelmim,
      edition: 2023,
      revisions: [aRevision({ lines: [aLine({ commune: '10.261.01.03', jobs: 5 })] })],
    });
    const receipts = [
      await world.tell(agreement, 'approved', one),
      await world.tell(agreement, 'approved', two),
      await world.tell(commitment, 'reserved', aCommitment({ amount: '836000.00' })),
      await world.tell(worksite, 'opened', aWorksite()),
      await world.tell(placement, 'started', aPlacement()),
      await world.tell(payment, 'recorded', aPayment({ amount: '0.05' })),
    ].map(({ receipt }) => receipt);
    const answer = await first.ask(
      `query ($including: [Receipt!]) {
        programme { targetJobs totals(including: $including) {
          partners agreements worksites communes jobs placements supervisionGrant grantPaid worksitesOpened
        } }
        province(code: "05.301") {
          totals { jobs communes supervisionGrant }
          in2023: totals(edition: 2023) { jobs }
          region { code }
        }
        region(code: "10") { totals { jobs agreements } }
        commune(code: "${town}") { totals { jobs worksites placements } }
      }`,
      { variables: { including: receipts } },
    );
    expect(answer).toEqual({
      programme: {
        targetJobs: 250000,
        totals: {
          partners: 2,
          agreements: 2,
          worksites: 3,
          communes: 3,
          jobs: 47,
          placements: 1,
          supervisionGrant: '836000.00',
          grantPaid: '0.05',
          worksitesOpened: 1,
        },
      },
      province: {
        totals: { jobs: 42, communes: 2, supervisionGrant: '836000.00' },
        in2023: { jobs: 0 },
        region: { code: '05' },
      },
      region: { totals: { jobs: 5, agreements: 1 } },
      commune: { totals: { jobs: 30, worksites: 1, placements: 1 } },
    });
  });

  test('are the sum of regions and of provinces in every answer, while figures move', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) {
        await world.tell(agreement, 'approved', anAgreement());
        await pause(5);
      }
    })();
    const versions = new Set<string>();
    for (let read = 0; read < 25; read += 1) {
      const { programme } = await second.ask<{
        programme: { totals: Total; regions: { totals: Total }[]; provinces: { totals: Total }[] };
      }>(
        `{ programme { totals { ${some} } regions { totals { ${some} } } provinces { totals { ${some} } } } }`,
      );
      expect(programme.regions).toHaveLength(regions.length);
      expect(programme.provinces).toHaveLength(provinces.length);
      for (const parts of [programme.regions, programme.provinces]) {
        expect(parts.reduce((sum, { totals }) => sum + totals.jobs, 0)).toBe(programme.totals.jobs);
        expect(parts.reduce((sum, { totals }) => sum + totals.partners, 0)).toBe(programme.totals.partners);
        expect(new Set(parts.map(({ totals }) => totals.freshness.version))).toEqual(
          new Set([programme.totals.freshness.version]),
        );
      }
      versions.add(programme.totals.freshness.version);
    }
    writing = false;
    await writer;
    expect(versions.size).toBeGreaterThan(3);
  });

  test('are the same on two instances at the same version, asked of the one that is behind, too', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { receipt } = await world.tell(agreement, 'approved', anAgreement());
      const [ahead, behind] = round % 2 ? [first, second] : [second, first];
      const there = await nation(ahead, [receipt]);
      const here = await nation(behind, [], { 'awrach-totals-version': there.freshness.version });
      expect({ ...here, freshness: here.freshness.version }).toEqual({
        ...there,
        freshness: there.freshness.version,
      });
    }
  });

  test('at a version that is not at hand are refused as gone, so that the gateway asks again', async () => {
    const query = `{ programme { totals { jobs } } }`;
    for (const version of ['0.1000000', '7.1', 'nonsense']) {
      const { errors } = await first.answer(query, { headers: { 'awrach-totals-version': version } });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'VERSION_GONE', rule: 'totals.version-gone' });
    }
  });

  test('count nothing twice that is told again, and nothing of what comes late', async () => {
    const before = await nation(first);
    const state = anAgreement({ revisions: [aRevision({ lines: [aLine({ jobs: 3 })] })] });
    await world.tell(agreement, 'cancelled', { ...state, version: 5, status: 'CANCELLED' });
    const late = await world.tell(agreement, 'approved', { ...state, version: 4 });
    const after = await nation(second, [late.receipt]);
    expect(after).toMatchObject({ jobs: before.jobs, agreements: before.agreements });
  });

  test('go on past an event that is at fault itself, and completeTo with them', async () => {
    const nowhere = aRevision({ lines: [aLine({ commune: '05.301.99.99' })] });
    const { recordedAt } = await world.tell(agreement, 'approved', anAgreement({ revisions: [nowhere] }));
    const before = await nation(first);
    const { receipt } = await world.tell(agreement, 'approved', anAgreement());
    expect(await nation(first, [receipt])).toMatchObject({ agreements: before.agreements + 1 });
    await until(
      'the figures are complete to it',
      () => nation(first),
      ({ freshness }) => String(freshness.completeTo) > recordedAt,
    );
  });

  test('are refused with a clear word when a write does not arrive in time, never answered with older figures', async () => {
    await world.rest('finance');
    const { receipt } = await world.tell(commitment, 'reserved', aCommitment());
    const query = `query ($including: [Receipt!]) { programme { totals(including: $including) { jobs } } }`;
    const { data, errors } = await first.answer(query, { variables: { including: [receipt] } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TIMEOUT', rule: 'receipt.timeout' });
    expect(data).toEqual({ programme: { totals: null } });
    const route = await fetch(`${second.address}/version?including=${receipt}&timeout=100`);
    expect(route.status).toBe(504);
    expect(await route.json()).toMatchObject({ errors: [{ extensions: { rule: 'receipt.timeout' } }] });
    world.work('finance');
    const come = await fetch(`${second.address}/version?including=${receipt}&timeout=5000`);
    const { version } = (await come.json()) as { version: string };
    expect((await nation(second, [], { 'awrach-totals-version': version })).freshness.version).toBe(version);
  });

  test('refuse an edition that cannot be, and a receipt that is none', async () => {
    const edition = await first.answer('{ programme { totals(edition: 1999) { jobs } } }');
    expect(edition.errors?.[0]?.extensions).toMatchObject({ rule: 'edition.unknown', field: 'edition' });
    const receipt = await first.answer('{ programme { totals(including: ["x"]) { jobs } } }');
    expect(receipt.errors?.[0]?.extensions.rule).toBe('receipt.malformed');
  });
});

describe('completeTo', () => {
  test('covers what was recorded before it: figures at a later moment hold every earlier write', async () => {
    let told = 0;
    const recorded: string[] = [];
    let writing = true;
    const base = (await nation(first)).agreements;
    const writers = [1, 2, 3].map(async () => {
      while (writing) {
        await pause(5);
        const { recordedAt } = await world.tell(agreement, 'approved', anAgreement());
        recorded.push(recordedAt);
        told += 1;
      }
    });
    const answers: Total[] = [];
    for (let read = 0; read < 40; read += 1) {
      answers.push(await nation(read % 2 ? first : second));
      await pause(15);
    }
    writing = false;
    await Promise.all(writers);
    expect(told).toBeGreaterThan(20);
    for (const { agreements, freshness } of answers) {
      const covered = recorded.filter(
        (at) => freshness.completeTo !== null && at < freshness.completeTo,
      ).length;
      expect(agreements - base).toBeGreaterThanOrEqual(covered);
    }
    expect(new Set(answers.map(({ freshness }) => freshness.completeTo)).size).toBeGreaterThan(3);
  });

  test('goes on when nothing is written, and stands still while one source is silent', async () => {
    const early = await nation(first);
    await until(
      'a later completeTo',
      () => nation(first),
      ({ freshness }) => String(freshness.completeTo) > String(early.freshness.completeTo),
    );
    await world.rest('worksite');
    await pause(300);
    const silent = await nation(first);
    await pause(300);
    expect((await nation(first)).freshness.completeTo).toBe(silent.freshness.completeTo);
    world.work('worksite');
  });

  test('never goes back for a reader whom the gateway has told of a later moment', async () => {
    const told = '2999-01-01T00:00:00.000000Z';
    const { freshness } = await nation(first, [], { 'awrach-complete-to': told });
    expect(freshness.completeTo).toBe(told);
  });
});

describe('The head', () => {
  test('is told at once, at each change, and at least every 100 ms', async () => {
    const response = await fetch(`${first.address}/head`);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const { receipt } = await world.tell(agreement, 'approved', anAgreement());
    const { version } = (await (await fetch(`${first.address}/version?including=${receipt}`)).json()) as {
      version: string;
    };
    let text = '';
    const began = performance.now();
    while (performance.now() - began < 2_000) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.version)).toContain(version);
    expect(lines.length).toBeGreaterThanOrEqual(12);
    const moments = lines.map((line) => line.completeTo);
    expect(moments).toEqual([...moments].sort());
  });

  test('is not told while the database does not say that there is nothing newer', async () => {
    const gate = new Client({ connectionString: database.url });
    await gate.connect();
    await gate.query('begin; lock table head in access exclusive mode');
    try {
      await pause(600);
      const response = await fetch(`${first.address}/head`);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const word = reader?.read();
      expect(await Promise.race([word, pause(600, 'silence')])).toBe('silence');
      await gate.query('rollback');
      expect(await word).toMatchObject({ value: expect.stringContaining('"version"') });
      await reader?.cancel();
    } finally {
      await gate.end();
    }
  });
});

describe('An instance', () => {
  test('stops in order within seconds while a listener hangs on, and starts again with the same figures', async () => {
    const before = await nation(second);
    const listening = await fetch(`${second.address}/head`);
    const began = performance.now();
    expect(await second.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    await listening.body?.cancel().catch(() => undefined); // It was closed by the instance.
    second = await start();
    const after = await nation(second);
    expect({ ...after, freshness: null }).toEqual({ ...before, freshness: null });
    expect(await second.head()).toMatchObject({ version: (await first.head()).version });
  });
});
