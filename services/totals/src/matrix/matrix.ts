import type { CommuneCode, ProvinceCode, RegionCode } from '@awrach/territory';
import { allEditions, isDistinct, type Measure, measures, positionOf } from '../measure/measure.ts';
import { locationOf } from '../measure/place.ts';

/**
 * The figures of one territory and edition, by the measures' positions. Money in centimes. A plain array: a small typed one takes
 * several times its memory, a part of it outside the heap, and versions are many.
 */
type Figures = readonly bigint[];

/** The figures of one territory by edition; `allEditions` for all together. */
type Sheet = ReadonlyMap<number, Figures>;

interface ProvinceSheet {
  readonly whole: Sheet;
  readonly communes: ReadonlyMap<CommuneCode, Sheet>;
}

/**
 * The figures of the whole country at one version. Immutable: the next version shares with it whatever did not change,
 * so that thousands of versions can be held at once.
 */
export interface Matrix {
  readonly nation: Sheet;
  readonly regions: ReadonlyMap<RegionCode, Sheet>;
  readonly provinces: ReadonlyMap<ProvinceCode, ProvinceSheet>;
}

/** By how much one cell of the finest grain moves. */
export interface Change {
  readonly measure: Measure;
  readonly place: string;
  readonly edition: number;
  readonly amount: bigint;
}

/** What a reader asks for. */
export type Territory =
  | { readonly kind: 'nation' }
  | { readonly kind: 'region'; readonly code: RegionCode }
  | { readonly kind: 'province'; readonly code: ProvinceCode }
  | { readonly kind: 'commune'; readonly code: CommuneCode; readonly province: ProvinceCode };

export const emptyMatrix: Matrix = { nation: new Map(), regions: new Map(), provinces: new Map() };

/**
 * The matrix after these changes. Each goes into its commune (if it has one), province, region and the nation, so that
 * every sum holds by construction. A province's figures are its own and those of its communes.
 * @throws Error for a place that does not exist
 */
export function changed(matrix: Matrix, changes: readonly Change[]): Matrix {
  const regions = new Map(matrix.regions);
  for (const [code, its] of Map.groupBy(changes, ({ place }) => locationOf(place).region)) {
    regions.set(code, added(regions.get(code), its));
  }
  const provinces = new Map(matrix.provinces);
  for (const [code, its] of Map.groupBy(changes, ({ place }) => locationOf(place).province)) {
    provinces.set(code, provinceAfter(provinces.get(code), its));
  }
  return { nation: added(matrix.nation, changes), regions, provinces };
}

/** The same after changes of whole regions: the nation's figures and the regions' alone, nothing is said of what lies in them. */
export function changedInRegions(
  matrix: Matrix,
  changes: readonly (Change & { readonly place: RegionCode })[],
): Matrix {
  const regions = new Map(matrix.regions);
  for (const [code, its] of Map.groupBy(changes, ({ place }) => place)) {
    regions.set(code, added(regions.get(code), its));
  }
  return { ...matrix, nation: added(matrix.nation, changes), regions };
}

function provinceAfter(before: ProvinceSheet | undefined, changes: readonly Change[]): ProvinceSheet {
  const communes = new Map(before?.communes);
  for (const [code, its] of Map.groupBy(changes, ({ place }) => locationOf(place).commune)) {
    if (code !== undefined) communes.set(code, added(communes.get(code), its));
  }
  return { whole: added(before?.whole, changes), communes };
}

const zeros: Figures = measures.map(() => 0n);

function added(before: Sheet | undefined, changes: readonly Change[]): Sheet {
  const after = new Map(before);
  const copied = new Map<number, bigint[]>();
  for (const { measure, edition, amount } of changes) {
    const position = positionOf(measure);
    // Distinct figures of all editions are kept as such; the others are the sum over editions.
    for (const one of isDistinct(measure) ? [edition] : [edition, allEditions]) {
      let figures = copied.get(one);
      if (!figures) {
        figures = (before?.get(one) ?? zeros).slice();
        copied.set(one, figures);
        after.set(one, figures);
      }
      figures[position] = (figures[position] ?? 0n) + amount;
    }
  }
  return after;
}

/**
 * One figure; zero where nothing was ever counted.
 * @param edition undefined: all editions together
 */
export function figureOf(
  matrix: Matrix,
  territory: Territory,
  edition: number | undefined,
  measure: Measure,
): bigint {
  return sheetOf(matrix, territory)?.get(edition ?? allEditions)?.[positionOf(measure)] ?? 0n;
}

function sheetOf(matrix: Matrix, territory: Territory): Sheet | undefined {
  switch (territory.kind) {
    case 'nation':
      return matrix.nation;
    case 'region':
      return matrix.regions.get(territory.code);
    case 'province':
      return matrix.provinces.get(territory.code)?.whole;
    case 'commune':
      return matrix.provinces.get(territory.province)?.communes.get(territory.code);
  }
}
