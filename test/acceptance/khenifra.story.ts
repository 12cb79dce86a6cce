import { communesOf } from '@awrach/territory';
import { dashboardQuery } from '../../infra/local/src/launcher/welcome.ts';
import type { Awrach } from '../testkit/awrach.ts';
import { figures, moved, sumOf, wholeCountry } from '../testkit/figures.ts';
import { officeOf } from '../testkit/office.ts';
import type { Dashboard } from './dashboard.ts';

export function khenifra(awrach: () => Awrach): void {
  const khenifra = { province: '05.301', region: '05' };

  describe('what the ministry’s dashboard reads after a first start', () => {
    const dashboard = async () => awrach().anyone().ask<Dashboard>(dashboardQuery);

    test('the target is 250,000 jobs, and Khénifra has the published figures', async () => {
      const { programme, province } = await dashboard();
      expect(programme.targetJobs).toBe(250_000);
      expect(province).toEqual({
        nameAr: 'خنيفرة',
        nameFr: 'Khénifra',
        totals: {
          partners: 46,
          agreements: 84,
          worksites: 84,
          communes: 22,
          jobs: 1100,
          supervisionGrant: '836000.00',
        },
      });
    });

    test('the nation’s figures are Khénifra’s, for nobody else has entered any', async () => {
      const { programme } = await dashboard();
      expect(programme.totals).toMatchObject({
        partners: 46,
        agreements: 84,
        worksites: 84,
        jobs: 1100,
        placements: 0,
      });
      const elsewhere = programme.provinces.filter(({ code }) => code !== khenifra.province);
      expect(elsewhere).toHaveLength(74);
      expect(elsewhere.filter(({ totals }) => totals.jobs + totals.partners + totals.worksites > 0)).toEqual(
        [],
      );
      expect(programme.regions.filter(({ totals }) => totals.jobs > 0).map(({ code }) => code)).toEqual([
        '05',
      ]);
    });

    test('the answer says up to which moment it is complete', async () => {
      const asked = new Date().toISOString();
      let completeTo = '';
      while (completeTo <= asked) ({ completeTo } = (await dashboard()).programme.totals.freshness);
      expect(completeTo).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    });

    test.each([undefined, 2022, 2023])(
      'in edition %s, nation, regions and provinces add up',
      async (edition) => {
        const { nation, provinces, regions, versions } = await wholeCountry(awrach().anyone(), edition);
        expect(sumOf(provinces)).toEqual(nation);
        expect(sumOf(regions.map((region) => region.figures))).toEqual(nation);
        for (const region of regions) expect(sumOf(region.provinces)).toEqual(region.figures);
        expect(nation.jobs).toBe(edition === 2023 ? 0 : 1100);
        expect(versions.size).toBe(1);
      },
    );

    test('the communes’ worksites and jobs add up to the province’s', async () => {
      type Told = { code: string; totals: { worksites: number; jobs: number } };
      const { province } = await awrach()
        .anyone()
        .ask<{ province: { communes: Told[] } }>(
          '{ province(code: "05.301") { communes { code totals { worksites jobs } } } }',
        );
      const { communes } = province;
      expect(communes.map(({ code }) => code)).toEqual(communesOf('05.301').map(({ code }) => code));
      expect(communes.filter(({ totals }) => totals.worksites > 0)).toHaveLength(22);
      expect(communes.reduce((all, { totals }) => all + totals.worksites, 0)).toBe(84);
      expect(communes.reduce((all, { totals }) => all + totals.jobs, 0)).toBe(1100);
    });

    test('the printed grant stands beside the value, with its source, and all detail says that it is invented', async () => {
      type Told = {
        sample: boolean;
        currentRevision: { source: { title: string; printedGrant: string } | null };
      };
      const { province } = await awrach()
        .anyone()
        .ask<{ province: { agreements: { nodes: Told[]; totalCount: number } } }>(
          `{ province(code: "05.301") { agreements(first: 200, status: IN_FORCE) {
             totalCount nodes { sample currentRevision { source { title printedGrant } } } } } }`,
        );
      expect(province.agreements.totalCount).toBe(84);
      expect(province.agreements.nodes.filter(({ sample }) => !sample)).toEqual([]);
      for (const { currentRevision } of province.agreements.nodes) {
        expect(currentRevision.source).toMatchObject({
          title: expect.stringContaining('خنيفرة'),
          printedGrant: '00.836.000',
        });
      }
    });
  });

  describe('one more agreement in Khénifra', () => {
    test('approved, signed and at work, the very next read shows province, region and nation moved by exactly that', async () => {
      const office = officeOf(awrach(), khenifra.province);
      const before = await figures(office.clerk, khenifra);
      const agreement = await office.atWork({ jobs: [15], grant: '11400.00' });
      const after = await figures(awrach().anyone(), { ...khenifra, including: agreement.receipts });
      const one = {
        partners: 1,
        agreementsPlanned: 1,
        agreements: 1,
        agreementsInForce: 1,
        worksites: 1,
        worksitesOpened: 1,
        jobs: 15,
        jobsInForce: 15,
        personMonths: 90,
        supervisionGrant: 1_140_000,
      };
      expect(moved(before.province, after.province)).toEqual(one);
      expect(moved(before.region, after.region)).toEqual(one);
      expect(moved(before.nation, after.nation)).toEqual(one);
    });
  });
}
