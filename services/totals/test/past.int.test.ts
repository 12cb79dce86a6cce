import { agreement, payment, placement } from '@awrach/contracts';
import { provinces, regions } from '@awrach/territory';
import { Client } from 'pg';
import { until } from '../../../test/testkit/until.ts';
import {
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  guelmim,
  khenifra,
  mrirt,
  town,
} from './states.ts';
import { twoInstances } from './two-instances.ts';

const { database, first, second, world } = twoInstances();

/** Of what both instances hold. */
let held: readonly string[];

const on = (day: string, time = '09:00:00') => `${day}T${time}.000000Z`;

beforeAll(async () => {
  const lines = [aLine({ jobs: 30 }), aLine({ commune: mrirt, jobs: 12 })];
  const draft = anAgreement({ status: 'DRAFT', revisions: [aRevision({ approval: null, lines })] });
  const approved = { ...draft, version: 2, status: 'APPROVED' as const, revisions: [aRevision({ lines })] };
  const there = anAgreement({
    province: guelmim,
    edition: 2023,
    revisions: [aRevision({ lines: [aLine({ commune: '10.261.01.03', jobs: 5 })] })],
  });
  const person = aPlacement();
  const told = [
    await world().tell(agreement, 'drafted', draft, on('2022-03-01')),
    await world().tell(agreement, 'approved', approved, on('2022-03-31', '22:59:59')),
    await world().tell(agreement, 'approved', there, on('2022-03-31', '23:00:00')),
    await world().tell(placement, 'started', person, on('2022-05-10')),
    await world().tell(placement, 'ended', { ...person, version: 2, status: 'ENDED' }, on('2022-06-10')),
    await world().tell(payment, 'recorded', aPayment({ amount: '0.05' }), on('2022-06-11')),
  ];
  // Topics are read side by side: the last that was told need not come last.
  for (const one of told) await seen(one);
  held = told.map(({ receipt }) => receipt);
  for (const instance of [first(), second()]) {
    await until(
      'it says up to when it is complete',
      () => instance.head(),
      ({ completeTo }) => completeTo !== null,
      60_000,
    );
  }
}, 120_000);

/** Waits until both instances hold a write. */
async function seen({ receipt }: { receipt: string }): Promise<void> {
  const query = 'query ($seen: [Receipt!]) { programme { totals(including: $seen) { jobs } } }';
  for (const instance of [first(), second()]) await instance.ask(query, { variables: { seen: [receipt] } });
}

const rules = async (query: string, headers: Record<string, string> = {}) =>
  (await first().answer(query, { headers })).errors?.map(({ extensions }) => [
    extensions.code,
    extensions.rule,
  ]);

describe('Totals as of a moment', () => {
  test('are those known then, to the microsecond, of every territory', async () => {
    const answer = await second().ask(`{
      programme {
        drafted: totals(asOf: "2022-03-31T22:59:58.999999Z") { agreements agreementsPlanned jobs partners }
        approved: totals(asOf: "2022-03-31T22:59:59Z") { agreements jobs partners worksites communes }
        next: totals(asOf: "2022-03-31T23:00:00Z") { jobs partners }
        ancient: totals(asOf: "0001-01-01T00:00:00Z") { jobs partners }
      }
      province(code: "${khenifra}") { totals(asOf: "2022-05-10T09:00:00Z") { jobs placements placementsActive grantPaid } }
      region(code: "10") { totals(asOf: "2022-05-10T09:00:00Z", edition: 2022) { jobs } in2023: totals(asOf: "2022-05-10T09:00:00Z", edition: 2023) { jobs } }
      commune(code: "${town}") {
        before: totals(asOf: "2022-05-10T08:59:59.999999Z") { jobs worksites placements }
        during: totals(asOf: "2022-06-01T00:00:00Z") { jobs placements placementsActive }
        after: totals(asOf: "2022-06-30T00:00:00Z") { placements placementsActive grantPaid }
      }
    }`);
    expect(answer).toEqual({
      programme: {
        drafted: { agreements: 0, agreementsPlanned: 1, jobs: 0, partners: 0 },
        approved: { agreements: 1, jobs: 42, partners: 1, worksites: 2, communes: 2 },
        next: { jobs: 47, partners: 2 },
        ancient: { jobs: 0, partners: 0 },
      },
      province: { totals: { jobs: 42, placements: 1, placementsActive: 1, grantPaid: '0.00' } },
      region: { totals: { jobs: 0 }, in2023: { jobs: 5 } },
      commune: {
        before: { jobs: 30, worksites: 1, placements: 0 },
        during: { jobs: 30, placements: 1, placementsActive: 1 },
        after: { placements: 1, placementsActive: 0, grantPaid: '0.05' },
      },
    });
  });

  test('are told up to completeTo itself, and refused at a later moment', async () => {
    const { completeTo } = await first().head();
    expect(await rules(`{ programme { totals(asOf: "${completeTo}") { jobs } } }`)).toBeUndefined();
    expect(await rules('{ programme { totals(asOf: "2199-01-01T00:00:00Z") { jobs } } }')).toEqual([
      ['BAD_USER_INPUT', 'as-of.not-complete'],
    ]);
  });

  test('are not asked for at many moments at once', async () => {
    const moments = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `t${i}: totals(asOf: "${on('2022-03-01', `09:00:${10 + i}`)}") { jobs }`,
      );
    expect(await rules(`{ programme { ${moments(24).join(' ')} } }`)).toBeUndefined();
    expect(new Set((await rules(`{ programme { ${moments(25).join(' ')} } }`))?.map(String))).toEqual(
      new Set(['BAD_USER_INPUT,totals.too-many-moments']),
    );
  });

  test('are not told of a version whose past was moved since by what came late', async () => {
    const { version, completeTo } = await first().head();
    const fixed = { 'awrach-totals-version': version, 'awrach-complete-to': String(completeTo) };
    const asked = '{ programme { totals(asOf: "2022-05-10T09:00:00Z") { jobs } } }';
    const late = anAgreement({ revisions: [aRevision({ lines: [aLine({ jobs: 100 })] })] });
    expect(await rules(asked, fixed)).toBeUndefined();
    await seen(await world().tell(agreement, 'approved', late, on('2022-04-20')));
    expect(await rules(asked, fixed)).toEqual([['VERSION_GONE', 'totals.version-gone']]);
    expect(
      await rules('{ programme { totals(asOf: "2022-04-19T00:00:00Z") { jobs } } }', fixed),
    ).toBeUndefined();
    expect(await first().ask(asked)).toEqual({ programme: { totals: { jobs: 147 } } });
    const cancelled = { ...late, version: 2, status: 'CANCELLED' as const };
    await seen(await world().tell(agreement, 'cancelled', cancelled, on('2022-04-20')));
  });
});

describe('A series', () => {
  type Points = { first: string; last: string; complete: boolean; count: number; amount: string | null }[];
  const counts = (points: Points) => points.map(({ count }) => count);

  test('has the figure at the end of each month, and at last the newest', async () => {
    const answer = await second().ask<{
      programme: { jobs: Points; agreements: Points; all: Points; totals: { jobs: number } };
      commune: { active: Points; paid: Points };
    }>(`{
      programme {
        jobs: series(measure: JOBS, by: MONTH, from: "2022-02-10", until: "2022-05-02") { first last complete count amount }
        agreements: series(measure: AGREEMENTS, by: MONTH, from: "2022-02-10", until: "2022-05-02", edition: 2023) { count }
        all: series(measure: JOBS, by: MONTH, from: "2022-01-01", until: "2199-01-01") { complete count }
        totals { jobs }
      }
      commune(code: "${town}") {
        active: series(measure: PLACEMENTS_ACTIVE, by: WEEK, from: "2022-05-04", until: "2022-06-15") { first count }
        paid: series(measure: GRANT_PAID, by: DAY, from: "2022-06-10", until: "2022-06-12") { count amount }
      }
    }`);
    const { jobs, agreements, all, totals } = answer.programme;
    expect(jobs).toEqual([
      { first: '2022-02-01', last: '2022-02-28', complete: true, count: 0, amount: null },
      { first: '2022-03-01', last: '2022-03-31', complete: true, count: 42, amount: null },
      { first: '2022-04-01', last: '2022-04-30', complete: true, count: 47, amount: null },
      { first: '2022-05-01', last: '2022-05-31', complete: true, count: 47, amount: null },
    ]);
    expect(counts(agreements)).toEqual([0, 0, 1, 1]);
    expect(all.at(-1)).toEqual({ complete: false, count: totals.jobs });
    expect(all.slice(0, -1).every(({ complete }) => complete)).toBe(true);
    expect(answer.commune.active).toEqual([
      { first: '2022-05-02', count: 0 },
      { first: '2022-05-09', count: 1 },
      { first: '2022-05-16', count: 1 },
      { first: '2022-05-23', count: 1 },
      { first: '2022-05-30', count: 1 },
      { first: '2022-06-06', count: 0 },
      { first: '2022-06-13', count: 0 },
    ]);
    expect(answer.commune.paid).toEqual([
      { count: null, amount: '0.00' },
      { count: null, amount: '0.05' },
      { count: null, amount: '0.05' },
    ]);
  });

  test('adds up over regions and over provinces, distinct measures too', async () => {
    const wanted = 'series(measure: PARTNERS, by: DAY, from: "2022-03-30", until: "2022-04-02") { count }';
    type Place = { series: Points };
    const { programme } = await second().ask<{ programme: Place & { regions: Place[]; provinces: Place[] } }>(
      `{ programme { ${wanted} regions { ${wanted} } provinces { ${wanted} } } }`,
    );
    const added = (places: readonly Place[]) =>
      [0, 1, 2, 3].map((i) => places.reduce((sum, { series }) => sum + (series[i]?.count ?? Number.NaN), 0));
    expect(counts(programme.series)).toEqual([0, 1, 2, 2]);
    expect([programme.regions.length, programme.provinces.length]).toEqual([
      regions.length,
      provinces.length,
    ]);
    expect(added(programme.regions)).toEqual([0, 1, 2, 2]);
    expect(added(programme.provinces)).toEqual([0, 1, 2, 2]);
  });

  test('is refused when its days are the wrong way round, or too many', async () => {
    const asked = (from: string, until: string) =>
      rules(`{ programme { series(measure: JOBS, by: DAY, from: "${from}", until: "${until}") { count } } }`);
    expect(await asked('2022-05-02', '2022-05-01')).toEqual([['BAD_USER_INPUT', 'series.until-before-from']]);
    expect(await asked('2022-01-01', '2023-02-05')).toEqual([['BAD_USER_INPUT', 'series.too-long']]);
    expect(await asked('2022-01-01', '2023-02-04')).toBeUndefined();
  });
});

describe('Many who ask for the past at once', () => {
  test('leave connections to who asks for the present', async () => {
    const gate = new Client({ connectionString: database().url });
    await gate.connect();
    await gate.query('begin; lock table movement in access exclusive mode');
    try {
      const past = Array.from({ length: 12 }, (_, n) =>
        first().ask(`{ programme { totals(asOf: "2022-06-01T00:00:${n + 10}Z") { jobs } } }`),
      );
      const waiting = async () => {
        const { rowCount } = await gate.query(
          'select from pg_locks where not granted and relation = $1::regclass',
          ['movement'],
        );
        return rowCount;
      };
      await until('they wait', waiting, (count) => count !== null && count > 1);
      // That a receipt is held, the database tells.
      await first().ask('query ($held: [Receipt!]) { programme { totals(including: $held) { jobs } } }', {
        variables: { held },
      });
      expect(await waiting()).toBe(2);
      await gate.query('rollback');
      await Promise.all(past);
    } finally {
      await gate.end();
    }
  });
});
