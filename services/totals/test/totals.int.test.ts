import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { agreement, commitment, payment, placement, worksite } from '@awrach/contracts';
import { encodeReceipt } from '@awrach/messaging';
import { provinces, regions } from '@awrach/territory';
import { until } from '../../../test/testkit/until.ts';
import { nation, type Total, totalFields } from './nation.ts';
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
import { twoInstances } from './two-instances.ts';

const { first, second, world } = twoInstances({ receiptTimeoutMs: 4_000 });

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
      await world().tell(agreement, 'approved', one),
      await world().tell(agreement, 'approved', two),
      await world().tell(commitment, 'reserved', aCommitment({ amount: '836000.00' })),
      await world().tell(worksite, 'opened', aWorksite()),
      await world().tell(placement, 'started', aPlacement()),
      await world().tell(payment, 'recorded', aPayment({ amount: '0.05' })),
    ].map(({ receipt }) => receipt);
    const answer = await first().ask(
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
        await world().tell(agreement, 'approved', anAgreement());
        await pause(5);
      }
    })();
    const versions = new Set<string>();
    for (let read = 0; read < 25; read += 1) {
      const { programme } = await second().ask<{
        programme: { totals: Total; regions: { totals: Total }[]; provinces: { totals: Total }[] };
      }>(
        `{ programme { totals { ${totalFields} } regions { totals { ${totalFields} } } provinces { totals { ${totalFields} } } } }`,
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
      const { receipt } = await world().tell(agreement, 'approved', anAgreement());
      const [ahead, behind] = round % 2 ? [first(), second()] : [second(), first()];
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
      const { errors } = await first().answer(query, { headers: { 'awrach-totals-version': version } });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'VERSION_GONE', rule: 'totals.version-gone' });
    }
  });

  test('count nothing twice that is told again, and nothing of what comes late', async () => {
    const before = await nation(first());
    const state = anAgreement({ revisions: [aRevision({ lines: [aLine({ jobs: 3 })] })] });
    await world().tell(agreement, 'cancelled', { ...state, version: 5, status: 'CANCELLED' });
    const late = await world().tell(agreement, 'approved', { ...state, version: 4 });
    const after = await nation(second(), [late.receipt]);
    expect(after).toMatchObject({ jobs: before.jobs, agreements: before.agreements });
  });

  test('go on past an event that is at fault itself, and completeTo with them', async () => {
    const nowhere = aRevision({ lines: [aLine({ commune: '05.301.99.99' })] });
    const { recordedAt } = await world().tell(agreement, 'approved', anAgreement({ revisions: [nowhere] }));
    const before = await nation(first());
    const { receipt } = await world().tell(agreement, 'approved', anAgreement());
    expect(await nation(first(), [receipt])).toMatchObject({ agreements: before.agreements + 1 });
    await until(
      'the figures are complete to it',
      () => nation(first()),
      ({ freshness }) => String(freshness.completeTo) > recordedAt,
    );
  });

  test('are refused with a clear word when a write does not arrive in time, never answered with older figures', async () => {
    await world().rest('finance');
    const { receipt } = await world().tell(commitment, 'reserved', aCommitment());
    const query = `query ($including: [Receipt!]) { programme { totals(including: $including) { jobs } } }`;
    const { data, errors } = await first().answer(query, { variables: { including: [receipt] } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TIMEOUT', rule: 'receipt.timeout' });
    expect(data).toEqual({ programme: { totals: null } });
    const route = await fetch(`${second().address}/version?including=${receipt}&timeout=100`);
    expect(route.status).toBe(504);
    expect(await route.json()).toMatchObject({ errors: [{ extensions: { rule: 'receipt.timeout' } }] });
    const posted = await fetch(`${second().address}/version`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ including: [receipt], timeout: 100 }),
    });
    expect(posted.status).toBe(504);
    world().work('finance');
    const come = await fetch(`${second().address}/version?including=${receipt}&timeout=5000`);
    const { version } = (await come.json()) as { version: string };
    expect((await nation(second(), [], { 'awrach-totals-version': version })).freshness.version).toBe(
      version,
    );
  });

  test('refuse an edition that cannot be, a receipt that is none, and too many of them', async () => {
    const edition = await first().answer('{ programme { totals(edition: 1999) { jobs } } }');
    expect(edition.errors?.[0]?.extensions).toMatchObject({ rule: 'edition.unknown', field: 'edition' });
    const receipt = await first().answer('{ programme { totals(including: ["x"]) { jobs } } }');
    expect(receipt.errors?.[0]?.extensions.rule).toBe('receipt.malformed');
    const including = Array.from({ length: 501 }, (_, version) =>
      encodeReceipt([{ topic: 'awrach.test.thing', thing: randomUUID(), version: version + 1 }]),
    );
    const tooMany = await first().answer(
      'query ($including: [Receipt!]) { programme { totals(including: $including) { jobs } } }',
      { variables: { including } },
    );
    expect(tooMany.errors?.[0]?.extensions.rule).toBe('receipt.too-many');
  });
});
