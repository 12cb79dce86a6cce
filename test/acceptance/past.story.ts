import type { Awrach } from '../testkit/awrach.ts';
import { figures, moved, type Places, sumOf, wholeCountry } from '../testkit/figures.ts';
import { officeOf } from '../testkit/office.ts';
import { totalsUpToNow, until } from '../testkit/until.ts';

export function past(awrach: () => Awrach): void {
  const office = () => officeOf(awrach(), '10.261');

  /** All that was recorded by now, and up to when that is. */
  const complete = async () => {
    const at = await totalsUpToNow(awrach());
    return { at, figures: await figures(awrach().anyone(), office()) };
  };

  let before: { at: string; figures: Places };
  let working: { at: string; figures: Places };
  let over: { at: string; figures: Places };
  beforeAll(async () => {
    await office().openEnvelope('100000.00');
    before = await complete();
    const agreement = await office().atWork({ jobs: [4, 5], grant: '1000.00' });
    const { receipt } = await office().hire(agreement);
    agreement.receipts.push(receipt);
    working = await complete();
    await agreement.cancel();
    await until(
      'what stood on the agreement loses its ground',
      async () => (await figures(awrach().anyone(), office())).province,
      ({ worksitesSuspended, supervisionGrant }) => worksitesSuspended === 2 && supervisionGrant === 0,
    );
    over = await complete();
  }, 120_000);

  test('what was known before, between and after some writes is what was read then, everywhere', async () => {
    for (const { at, figures: then } of [before, working, over]) {
      expect(await figures(awrach().anyone(), { ...office(), asOf: at })).toEqual(then);
    }
    expect(moved(before.figures.nation, working.figures.nation)).toMatchObject({ jobs: 9, placements: 1 });
    expect(moved(working.figures.province, over.figures.province)).toMatchObject({ jobs: -9, partners: -1 });
  });

  test('it adds up over the country, as the newest figures do', async () => {
    const { nation, regions, provinces, versions } = await wholeCountry(
      awrach().anyone(),
      office().edition,
      working.at,
    );
    expect(nation).toEqual(working.figures.nation);
    expect(sumOf(provinces)).toEqual(nation);
    expect(sumOf(regions.map((region) => region.figures))).toEqual(nation);
    for (const region of regions) expect(sumOf(region.provinces)).toEqual(region.figures);
    expect(versions.size).toBe(1);
  });

  test('past and present of one operation are of one version, whichever fetch brings them', async () => {
    type Told = { totals: { jobs: number; freshness: { version: string } } };
    const { agreements, programme, commune } = await awrach()
      .as('auditor')
      .ask<{
        programme: Told & { then: Told['totals'] };
        commune: { totals: { jobs: number }; then: { jobs: number } };
        agreements: { nodes: { province: Told & { then: Told['totals'] } }[] };
      }>(
        `query ($at: DateTime, $commune: CommuneCode!) {
          programme { totals { ...some } then: totals(asOf: $at) { ...some } }
          commune(code: $commune) { totals { jobs } then: totals(asOf: $at) { jobs } }
          agreements(province: "10.261") { nodes { province { totals { ...some } then: totals(asOf: $at) { ...some } } } }
        }
        fragment some on Totals { jobs freshness { version } }`,
        { at: working.at, commune: office().communes[0] },
      );
    const [{ province } = { province: programme }] = agreements.nodes;
    expect(province.then.jobs).toBe(working.figures.province.jobs);
    expect(province.totals.jobs).toBe(over.figures.province.jobs);
    expect(commune.then.jobs - commune.totals.jobs).toBe(4);
    const told = [programme.totals, programme.then, province.totals, province.then];
    expect(new Set(told.map(({ freshness }) => freshness.version)).size).toBe(1);
  });

  test('a moment that is not complete yet is refused, in words', async () => {
    for (const [language, words] of [
      ['ar', 'مكتملة'],
      ['fr', 'complets'],
      ['en', 'complete'],
    ] as const) {
      const { data, errors } = await awrach()
        .anyone(language)
        .answer(`{ province(code: "10.261") { nameFr totals(asOf: "2199-01-01T00:00:00Z") { jobs } } }`);
      expect(data).toMatchObject({ province: { nameFr: expect.any(String), totals: null } });
      expect(errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', rule: 'as-of.not-complete', field: 'asOf' } },
      ]);
      expect(errors?.[0]?.message).toContain(words);
    }
  });

  test.each(['DAY', 'WEEK', 'MONTH'])(
    'a series by %s ends with the newest figures, and adds up',
    async (by) => {
      type Point = { complete: boolean; count: number };
      type Place = { series: Point[]; totals: { jobs: number } };
      const { programme } = await awrach()
        .anyone()
        .ask<{ programme: Place & { regions: Place[]; provinces: Place[] } }>(
          `query ($by: SeriesStep!, $from: Date!) {
          programme { ...its regions { ...of } provinces { ...here } }
        }
        fragment its on Programme { totals { jobs } series(measure: JOBS, by: $by, from: $from, until: "2199-12-31") { complete count } }
        fragment of on Region { totals { jobs } series(measure: JOBS, by: $by, from: $from, until: "2199-12-31") { complete count } }
        fragment here on Province { totals { jobs } series(measure: JOBS, by: $by, from: $from, until: "2199-12-31") { complete count } }`,
          { by, from: new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10) },
        );
      const counts = (place: Place) => place.series.map(({ count }) => count);
      const added = (places: readonly Place[]) =>
        counts(programme).map((_, i) => places.reduce((sum, place) => sum + (counts(place)[i] ?? NaN), 0));
      expect(programme.series.length).toBeGreaterThan(1);
      expect(programme.series.map(({ complete }) => complete)).toEqual(
        programme.series.map((_, i) => i < programme.series.length - 1),
      );
      for (const place of [programme, ...programme.regions, ...programme.provinces]) {
        expect(counts(place).at(-1)).toBe(place.totals.jobs);
      }
      expect(added(programme.regions)).toEqual(counts(programme));
      expect(added(programme.provinces)).toEqual(counts(programme));
    },
  );
}
