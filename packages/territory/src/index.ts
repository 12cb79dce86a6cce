/**
 * Morocco's territory by official (HCP) code: 12 regions, 75 provinces and prefectures, 1,503 communes, with their
 * names in Arabic and French. The data lies in `data/`, with its source and licence; it is read once, when this is first imported.
 */
export type { CommuneCode, ProvinceCode, RegionCode } from './code.ts';
export { type Commune, communes, communesOf, findCommune, isCommuneCode } from './commune.ts';
export { findProvince, isProvinceCode, type Province, provinces, provincesOf } from './province.ts';
export { findRegion, isRegionCode, type Region, regions } from './region.ts';
