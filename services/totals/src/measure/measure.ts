/**
 * What is counted, and how it adds up. The graph's descriptions (`schema.graphql`) say what one unit of each is; which
 * event moves it is said by the one file in `contribution/` that names it.
 *
 * `sum`: figures of single things are added, over territory and over editions.
 * `distinct`: a thing counts once in a place, however many others name it; kept for each edition and, because over
 * editions it is not the sum, for all of them together.
 */
const adding = {
  partners: 'distinct',
  agreementsPlanned: 'sum',
  agreements: 'sum',
  agreementsInForce: 'sum',
  communes: 'distinct',
  worksites: 'distinct',
  worksitesOpened: 'sum',
  worksitesSuspended: 'sum',
  worksitesCompleted: 'sum',
  jobs: 'sum',
  jobsInForce: 'sum',
  personMonths: 'sum',
  placements: 'sum',
  placementsActive: 'sum',
  supervisionGrant: 'sum',
  grantPaid: 'sum',
} as const satisfies Record<string, 'sum' | 'distinct'>;

export type Measure = keyof typeof adding;
export type SumMeasure = { [M in Measure]: (typeof adding)[M] extends 'sum' ? M : never }[Measure];
export type DistinctMeasure = Exclude<Measure, SumMeasure>;

/** Their order is that of the figures in memory; nothing stored depends on it. */
export const measures = Object.keys(adding) as readonly Measure[]; // the keys of a literal record are its key type

export const isDistinct = (measure: Measure): measure is DistinctMeasure => adding[measure] === 'distinct';

const inCentimes: ReadonlySet<Measure> = new Set(['supervisionGrant', 'grantPaid']);

/** Whether one unit is a centime; else it is one of the things that are counted. */
export const isMoney = (measure: Measure): boolean => inCentimes.has(measure);

const positions = new Map<string, number>(measures.map((measure, i) => [measure, i]));

/** Where a measure stands among the figures of a place. @throws Error for a name that is no measure's */
export function positionOf(measure: string): number {
  const position = positions.get(measure);
  if (position === undefined) throw new Error(`There is no measure ${measure}.`);
  return position;
}

/** The edition under which figures of all editions together stand. */
export const allEditions = 0;
