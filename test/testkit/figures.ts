import type { Client } from './client.ts';

const counts = [
  'partners',
  'agreementsPlanned',
  'agreements',
  'agreementsInForce',
  'communes',
  'worksites',
  'worksitesOpened',
  'worksitesSuspended',
  'worksitesCompleted',
  'jobs',
  'jobsInForce',
  'personMonths',
  'placements',
  'placementsActive',
] as const;
const amounts = ['supervisionGrant', 'grantPaid'] as const;

/** Every measure of the totals of nation, region and province. */
export const measures = [...counts, ...amounts];
export type Measure = (typeof measures)[number];

/** Amounts in centimes, so that sums and differences are exact. */
export type Figures = Readonly<Record<Measure, number>>;

type Told = Readonly<Record<Measure, number | string>>;

/** What the graph tells of totals, as numbers. */
export function figuresOf(told: Told): Figures {
  const entries = measures.map((measure) => {
    const value = told[measure];
    return [measure, typeof value === 'string' ? Number(value.replace('.', '')) : value];
  });
  return Object.fromEntries(entries) as Figures; // Every measure was just filled in.
}

export interface Places {
  readonly nation: Figures;
  readonly region: Figures;
  readonly province: Figures;
}

export interface Asked {
  readonly province: string;
  readonly region: string;
  readonly edition?: number;
  readonly including?: readonly string[];
  /** A past moment; the newest figures without it. */
  readonly asOf?: string;
}

/** Nation, region and province in one operation. */
export async function figures(
  client: Client,
  { province, region, edition, including, asOf }: Asked,
): Promise<Places> {
  const totals = `totals(edition: $edition, including: $including, asOf: $asOf) { ${measures.join(' ')} }`;
  const told = await client.ask<Record<keyof Places | 'nation', { totals: Told }>>(
    `query ($province: ProvinceCode!, $region: RegionCode!, $edition: Int, $including: [Receipt!], $asOf: DateTime) {
      nation: programme { ${totals} } region(code: $region) { ${totals} } province(code: $province) { ${totals} }
    }`,
    { province, region, edition, including, asOf },
  );
  return {
    nation: figuresOf(told.nation.totals),
    region: figuresOf(told.region.totals),
    province: figuresOf(told.province.totals),
  };
}

/** By how much each measure moved, those left out that did not. */
export function moved(before: Figures, after: Figures): Partial<Record<Measure, number>> {
  return Object.fromEntries(
    measures
      .map((measure) => [measure, after[measure] - before[measure]] as const)
      .filter(([, difference]) => difference !== 0),
  );
}

/** Totals of all 75 provinces, 12 regions and the nation, from one operation. */
export async function wholeCountry(client: Client, edition?: number, asOf?: string) {
  const totals = `totals(edition: $edition, asOf: $asOf) { ${measures.join(' ')} freshness { version completeTo } }`;
  type Freshness = { version: string; completeTo: string | null };
  type Place = { code: string; totals: Told & { freshness: Freshness } };
  const { programme } = await client.ask<{
    programme: Omit<Place, 'code'> & { regions: (Place & { provinces: Place[] })[]; provinces: Place[] };
  }>(
    `query ($edition: Int, $asOf: DateTime) {
      programme { ${totals} provinces { code ${totals} } regions { code ${totals} provinces { code ${totals} } } }
    }`,
    { edition, asOf },
  );
  const all = (places: readonly Place[]) => places.map((place) => figuresOf(place.totals));
  const { completeTo } = programme.totals.freshness;
  return {
    completeTo,
    nation: figuresOf(programme.totals),
    regions: programme.regions.map((region) => ({
      code: region.code,
      figures: figuresOf(region.totals),
      provinces: all(region.provinces),
    })),
    provinces: all(programme.provinces),
    versions: new Set(
      [programme, ...programme.regions, ...programme.provinces].map(
        (place) => place.totals.freshness.version,
      ),
    ),
  };
}

export const sumOf = (all: readonly Figures[]): Figures =>
  figuresOf(
    Object.fromEntries(
      measures.map((measure) => [measure, all.reduce((total, one) => total + one[measure], 0)]),
    ) as Told, // Every measure was just filled in.
  );
