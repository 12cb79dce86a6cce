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

/** What a reference leads to, as a copy: Apollo writes the type's name into it, and the territory itself is frozen. */
const copy = <Place extends object>(place: Place | undefined): Place | null => (place ? { ...place } : null);

/** Territory as every subgraph answers it, from the data inside; it needs no database, so it is there when the rest is not. */
export const territoryResolvers = {
  Query: {
    programme: () => programme,
    region: (_: unknown, { code }: Coded) => findRegion(code),
    province: (_: unknown, { code }: Coded) => findProvince(code),
    commune: (_: unknown, { code }: Coded) => findCommune(code),
  },
  Programme: {
    __resolveReference: ({ code }: Coded) => copy(code === programme.code ? programme : undefined),
    regions: () => regions,
    provinces: () => provinces,
  },
  Region: {
    __resolveReference: ({ code }: Coded) => copy(findRegion(code)),
    provinces: (region: Region) => provincesOf(region.code),
  },
  Province: {
    __resolveReference: ({ code }: Coded) => copy(findProvince(code)),
    region: (province: Province) => findRegion(province.regionCode),
    communes: (province: Province) => communesOf(province.code),
  },
  Commune: {
    __resolveReference: ({ code }: Coded) => copy(findCommune(code)),
    province: (commune: Commune) => findProvince(commune.provinceCode),
  },
};
