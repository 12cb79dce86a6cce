import {
  type CommuneCode,
  findCommune,
  findProvince,
  type ProvinceCode,
  type RegionCode,
} from '@awrach/territory';

/** Where a figure is counted: the commune if what is counted lies in one, else the province. */
export type Place = ProvinceCode | CommuneCode;

/** A place with everything it lies in. */
export interface Location {
  readonly region: RegionCode;
  readonly province: ProvinceCode;
  /** Undefined for what belongs to the province as a whole. */
  readonly commune: CommuneCode | undefined;
}

/** Where a place lies; undefined for a code that is neither a province's nor a commune's. */
export function locate(place: string): Location | undefined {
  const commune = findCommune(place);
  const province = findProvince(commune?.provinceCode ?? place);
  return province && { region: province.regionCode, province: province.code, commune: commune?.code };
}

/** The same for a place that was checked. @throws Error for a code that is neither a province's nor a commune's */
export function locationOf(place: string): Location {
  const location = locate(place);
  if (!location) throw new Error(`There is no place ${place}.`);
  return location;
}
