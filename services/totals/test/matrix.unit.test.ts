import { provinces, regions } from '@awrach/territory';
import { type Change, changed, emptyMatrix, figureOf, type Matrix } from '../src/matrix/matrix.ts';
import { measures } from '../src/measure/measure.ts';
import { guelmim, khenifra, mrirt, town } from './states.ts';

const change = (measure: Change['measure'], place: string, edition: number, amount: number): Change => ({
  measure,
  place,
  edition,
  amount: BigInt(amount),
});
const province = (code: string) => {
  const found = provinces.find((one) => one.code === code);
  if (!found) throw new Error(code);
  return { kind: 'province', code: found.code } as const;
};
const nation = { kind: 'nation' } as const;

function sums(matrix: Matrix, edition: number | undefined): void {
  for (const measure of measures) {
    const total = figureOf(matrix, nation, edition, measure);
    const overRegions = regions.map(({ code }) =>
      figureOf(matrix, { kind: 'region', code }, edition, measure),
    );
    const overProvinces = provinces.map(({ code }) =>
      figureOf(matrix, { kind: 'province', code }, edition, measure),
    );
    expect([measure, overRegions.reduce((a, b) => a + b, 0n)]).toEqual([measure, total]);
    expect([measure, overProvinces.reduce((a, b) => a + b, 0n)]).toEqual([measure, total]);
  }
}

describe('The matrix', () => {
  const matrix = changed(emptyMatrix, [
    change('jobs', town, 2022, 10),
    change('jobs', mrirt, 2023, 7),
    change('jobs', guelmim, 2022, 100),
    change('agreements', khenifra, 2022, 1),
    change('partners', khenifra, 2022, 1),
    change('partners', khenifra, 2023, 1),
    change('partners', khenifra, 0, 1),
  ]);

  test('has a province hold its own figures and those of its communes', () => {
    expect(figureOf(matrix, province(khenifra), undefined, 'jobs')).toBe(17n);
    expect(figureOf(matrix, province(khenifra), undefined, 'agreements')).toBe(1n);
  });

  test('adds up over territory in each edition and over all', () => {
    sums(matrix, 2022);
    sums(matrix, 2023);
    sums(matrix, undefined);
    expect(figureOf(matrix, nation, 2022, 'jobs')).toBe(110n);
  });

  test('adds sums over editions, but counts what is distinct once over all of them', () => {
    expect(figureOf(matrix, nation, undefined, 'jobs')).toBe(117n);
    expect(figureOf(matrix, nation, 2022, 'partners')).toBe(1n);
    expect(figureOf(matrix, nation, 2023, 'partners')).toBe(1n);
    expect(figureOf(matrix, nation, undefined, 'partners')).toBe(1n);
  });

  test('leaves the version before as it was', () => {
    const next = changed(matrix, [change('jobs', town, 2022, -10)]);
    expect(figureOf(matrix, province(khenifra), 2022, 'jobs')).toBe(10n);
    expect(figureOf(next, province(khenifra), 2022, 'jobs')).toBe(0n);
    sums(next, undefined);
  });

  test('shares with the version before what did not change', () => {
    const next = changed(matrix, [change('jobs', guelmim, 2022, 1)]);
    expect(next.provinces.get(province(khenifra).code)).toBe(matrix.provinces.get(province(khenifra).code));
  });

  test('is zero where nothing was ever counted', () => {
    expect(figureOf(emptyMatrix, nation, 2031, 'jobs')).toBe(0n);
  });

  test('takes no place that does not exist', () => {
    expect(() => changed(emptyMatrix, [change('jobs', '99.999', 2022, 1)])).toThrow('99.999');
  });
});
