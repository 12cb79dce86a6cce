import { readFileSync } from 'node:fs';
import { partyKinds, sectors, worksiteSizes } from '@awrach/contracts';
import { communesOf, findCommune } from '@awrach/territory';
import { apportion, khenifraJson, makeKhenifra } from '../example/make-khenifra.ts';

const { source, published, envelope, partners, agreements } = makeKhenifra();
const lines = agreements.flatMap((agreement) => agreement.lines);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const centimes = (dirhams: string) => Number(dirhams.replace('.', ''));

describe('the Khénifra example', () => {
  test('is what its script makes (else: node --conditions=source infra/local/example/make-khenifra.ts)', () => {
    expect(readFileSync(new URL('../example/khenifra.json', import.meta.url), 'utf8')).toBe(khenifraJson());
  });

  test('adds up to the published figures', () => {
    expect({
      associations: partners.filter((partner) => partner.kind === 'ASSOCIATION').length,
      cooperatives: partners.filter((partner) => partner.kind === 'COOPERATIVE').length,
      partners: new Set(agreements.map((agreement) => agreement.partner)).size,
      agreements: agreements.length,
      worksites: lines.length,
      communes: new Set(lines.map((line) => line.commune)).size,
      jobs: sum(lines.map((line) => line.jobs)),
      supervisionGrant: (sum(lines.map((line) => centimes(line.grant))) / 100).toFixed(2),
    }).toEqual({
      associations: 42,
      cooperatives: 4,
      partners: 46,
      agreements: 84,
      worksites: 84,
      communes: 22,
      jobs: 1100,
      supervisionGrant: '836000.00',
    });
  });

  test('says the published figures beside, with the printed text and the source', () => {
    expect(published).toMatchObject({
      partners: 46,
      agreements: 84,
      worksites: 84,
      communes: 22,
      jobs: 1100,
    });
    expect([published.supervisionGrant, published.printedGrant, source.printedGrant]).toEqual([
      '836000.00',
      '00.836.000',
      '00.836.000',
    ]);
    expect(source.url).toMatch(/^https:/);
  });

  test('grants 760.00 dirhams for each job of every line', () => {
    expect(lines.filter((line) => line.grant !== `${line.jobs * 760}.00`)).toEqual([]);
  });

  test('stands in every commune of the province and in no other', () => {
    expect(new Set(lines.map((line) => line.commune))).toEqual(
      new Set(communesOf('05.301').map(({ code }) => code)),
    );
    expect(lines.every((line) => findCommune(line.commune))).toBe(true);
  });

  test('uses all seven sectors and both sizes, with large worksites larger than small ones', () => {
    expect(new Set(lines.map((line) => line.sector))).toEqual(new Set(sectors));
    expect(new Set(lines.map((line) => line.size))).toEqual(new Set(worksiteSizes));
    const of = (size: string) => lines.filter((line) => line.size === size).map((line) => line.jobs);
    expect(Math.min(...of('LARGE'))).toBeGreaterThan(Math.max(...of('SMALL')));
    expect(Math.min(...of('SMALL'))).toBeGreaterThanOrEqual(1);
  });

  test('leaves room in the envelope for one more agreement', () => {
    expect(centimes(envelope.amount) - centimes(published.supervisionGrant)).toBeGreaterThan(
      Math.max(...lines.map((line) => centimes(line.grant))),
    );
  });

  test('marks every invented name as one, in both languages, and uses none twice', () => {
    const named = [...partners, ...lines];
    expect(
      named.filter((one) => !one.nameAr.endsWith('(عينة)') || !one.nameFr.endsWith('(exemple)')),
    ).toEqual([]);
    expect(new Set(named.flatMap((one) => [one.nameAr, one.nameFr])).size).toBe(named.length * 2);
    expect(new Set(partners.map((partner) => partner.registrationNumber)).size).toBe(46);
    expect(new Set(agreements.map((agreement) => agreement.reference)).size).toBe(84);
  });

  test('has scores that add up, for every selected partner', () => {
    for (const { selection } of partners) {
      expect(selection.decision).toBe('SELECTED');
      expect(sum(selection.criteria.map((criterion) => criterion.score))).toBe(selection.score);
      expect(selection.criteria.filter(({ score, outOf }) => score > outOf)).toEqual([]);
    }
  });

  test('is signed by council, partner, ministry and a local service, after the session and before the work, in 2022', () => {
    for (const { parties, session, startsOn, endsOn } of agreements) {
      expect(parties.map((party) => party.kind)).toEqual([...partyKinds]);
      const days = [session.heldOn, ...parties.map((party) => party.signedOn), startsOn, endsOn];
      expect(days).toEqual([...days].sort());
      expect(days.every((day) => day.startsWith('2022-'))).toBe(true);
    }
  });
});

describe('sharing out by weights', () => {
  test('gives at least 1 to each and adds up exactly', () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(5, [1_000_000, 1, 1])).toEqual([3, 1, 1]);
    expect(
      sum(
        apportion(
          1100,
          Array.from({ length: 84 }, (_, i) => i + 1),
        ),
      ),
    ).toBe(1100);
  });
});
