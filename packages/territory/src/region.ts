import type { RegionCode } from './code.ts';
import { readTable } from './table.ts';

/** One of the twelve regions (جهة, région). */
export interface Region {
  readonly code: RegionCode;
  /** ISO 3166-2, such as `MA-05`. */
  readonly iso: string;
  readonly nameFr: string;
  readonly nameAr: string;
}

/** All twelve, in the order of their codes. */
export const regions: readonly Region[] = readTable('regions.csv', ['code', 'iso', 'name_fr', 'name_ar']).map(
  ([code, iso, nameFr, nameAr]) =>
    Object.freeze({
      code: code as RegionCode, // the data is what makes a code one
      iso,
      nameFr,
      nameAr,
    }),
);

const byCode = new Map<string, Region>(regions.map((region) => [region.code, region]));

export function findRegion(code: string): Region | undefined {
  return byCode.get(code);
}

/** Whether this is the code of a region that exists. */
export function isRegionCode(value: unknown): value is RegionCode {
  return typeof value === 'string' && byCode.has(value);
}
