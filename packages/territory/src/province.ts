import type { ProvinceCode, RegionCode } from './code.ts';
import { readTable } from './table.ts';

/** One of the 75 provinces (إقليم) and prefectures (عمالة). Both have the same place in the programme. */
export interface Province {
  readonly code: ProvinceCode;
  readonly regionCode: RegionCode;
  readonly kind: 'PROVINCE' | 'PREFECTURE';
  /** ISO 3166-2, such as `MA-KHN`. It says nothing about the region. */
  readonly iso: string;
  readonly nameFr: string;
  readonly nameAr: string;
}

/** All 75, in the order of their codes. */
export const provinces: readonly Province[] = readTable('provinces.csv', [
  'code',
  'region_code',
  'kind',
  'iso',
  'name_fr',
  'name_ar',
]).map(([code, regionCode, kind, iso, nameFr, nameAr]) =>
  Object.freeze({
    code: code as ProvinceCode, // the data is what makes a code one
    regionCode: regionCode as RegionCode, // a test holds that it is one of the twelve
    kind: kind === 'prefecture' ? 'PREFECTURE' : 'PROVINCE',
    iso,
    nameFr,
    nameAr,
  }),
);

const byCode = new Map<string, Province>(provinces.map((province) => [province.code, province]));
const byRegion: ReadonlyMap<string, readonly Province[]> = Map.groupBy(
  provinces,
  (province) => province.regionCode as string,
);
const none: readonly Province[] = Object.freeze([]);

export function findProvince(code: string): Province | undefined {
  return byCode.get(code);
}

/** The provinces of a region in the order of their codes; none for a code that is no region's. */
export function provincesOf(regionCode: string): readonly Province[] {
  return byRegion.get(regionCode) ?? none;
}

/** Whether this is the code of a province or prefecture that exists. */
export function isProvinceCode(value: unknown): value is ProvinceCode {
  return typeof value === 'string' && byCode.has(value);
}
