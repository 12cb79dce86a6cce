import {
  type CommuneCode,
  communesOf,
  type ProvinceCode,
  provinces,
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

const locations: ReadonlyMap<string, Location> = new Map<string, Location>(
  provinces.flatMap(({ code: province, regionCode: region }): [string, Location][] => [
    [province, { region, province, commune: undefined }],
    ...communesOf(province).map(({ code }): [string, Location] => [
      code,
      { region, province, commune: code },
    ]),
  ]),
);

/** Where a place lies; undefined for a code that is neither a province's nor a commune's. */
export const locate = (place: string): Location | undefined => locations.get(place);

/** The same for a place that was checked. @throws Error for a code that is neither a province's nor a commune's */
export function locationOf(place: string): Location {
  const location = locate(place);
  if (!location) throw new Error(`There is no place ${place}.`);
  return location;
}
