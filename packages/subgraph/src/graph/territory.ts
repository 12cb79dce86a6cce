import {
  type Commune,
  communesOf,
  findCommune,
  findProvince,
  findRegion,
  type Province,
  provinces,
  provincesOf,
  type Region,
  regions,
} from '@awrach/territory';

const programme = { code: 'awrach', nameAr: 'أوراش', nameFr: 'Awrach' };

interface Coded {
  readonly code: string;
}

/** Territory as every subgraph answers it, from the data inside; it needs no database, so it is there when the rest is not. */
export const territoryResolvers = {
  Query: {
    programme: () => programme,
    region: (_: unknown, { code }: Coded) => findRegion(code),
    province: (_: unknown, { code }: Coded) => findProvince(code),
    commune: (_: unknown, { code }: Coded) => findCommune(code),
  },
  Programme: {
    __resolveReference: ({ code }: Coded) => (code === programme.code ? programme : null),
    regions: () => regions,
    provinces: () => provinces,
  },
  Region: {
    __resolveReference: ({ code }: Coded) => findRegion(code) ?? null,
    provinces: (region: Region) => provincesOf(region.code),
  },
  Province: {
    __resolveReference: ({ code }: Coded) => findProvince(code) ?? null,
    region: (province: Province) => findRegion(province.regionCode),
    communes: (province: Province) => communesOf(province.code),
  },
  Commune: {
    __resolveReference: ({ code }: Coded) => findCommune(code) ?? null,
    province: (commune: Commune) => findProvince(commune.provinceCode),
  },
};
