import type { CommuneCode, ProvinceCode } from './code.ts';
import { readTable } from './table.ts';

/** One of the 1,503 communes (جماعة). */
export interface Commune {
  readonly code: CommuneCode;
  readonly provinceCode: ProvinceCode;
  /** An urban commune is a municipality (جماعة حضرية); the others are rural (جماعة قروية). */
  readonly kind: 'URBAN' | 'RURAL';
  readonly nameFr: string;
  readonly nameAr: string;
  /** Inhabitants at the general census of September 2024. */
  readonly population2024: number;
}

/** All 1,503, in the order of their codes. */
export const communes: readonly Commune[] = readTable('communes.csv', [
  'code',
  'province_code',
  'kind',
  'name_fr',
  'name_ar',
  'population_2024',
]).map(([code, provinceCode, kind, nameFr, nameAr, population2024]) =>
  Object.freeze({
    code: code as CommuneCode, // the data is what makes a code one
    provinceCode: provinceCode as ProvinceCode, // a test holds that it is one of the 75
    kind: kind === 'urban' ? 'URBAN' : 'RURAL',
    nameFr,
    nameAr,
    population2024: Number(population2024),
  }),
);

const byCode = new Map<string, Commune>(communes.map((commune) => [commune.code, commune]));
const byProvince: ReadonlyMap<string, readonly Commune[]> = Map.groupBy(
  communes,
  (commune) => commune.provinceCode as string,
);
const none: readonly Commune[] = Object.freeze([]);

export function findCommune(code: string): Commune | undefined {
  return byCode.get(code);
}

/** The communes of a province in the order of their codes; none for a code that is no province's. */
export function communesOf(provinceCode: string): readonly Commune[] {
  return byProvince.get(provinceCode) ?? none;
}

/** Whether this is the code of a commune that exists. */
export function isCommuneCode(value: unknown): value is CommuneCode {
  return typeof value === 'string' && byCode.has(value);
}
