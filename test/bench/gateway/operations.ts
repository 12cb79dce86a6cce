/** What gateways are asked, each with one variable that differs from request to request. */
export interface Operation {
  readonly name: string;
  readonly query: string;
  /** How many times as many requests a second as the vanilla gateway. */
  readonly goal: number;
}

export const operations: readonly Operation[] = [
  {
    name: 'TINY, the nation',
    goal: 2.5,
    query:
      'query Nation($edition: Int) { programme { targetJobs totals(edition: $edition) { jobs placements } } }',
  },
  {
    name: 'LIST, 75 provinces',
    goal: 2.5,
    query: `query Provinces($edition: Int) { programme { targetJobs
      totals(edition: $edition) { partners agreements worksites communes jobs personMonths placements supervisionGrant }
      provinces { code nameAr nameFr
        totals(edition: $edition) { partners agreements worksites communes jobs personMonths placements supervisionGrant } } } }`,
  },
  {
    name: 'THREE subgraphs',
    goal: 1.3,
    query: `query Agreements($edition: Int) { province(code: "05.301") { nameFr totals(edition: $edition) { agreements jobs }
      agreements(edition: $edition, first: 10) { nodes { id reference status commitment { amount decision } } } } }`,
  },
];
