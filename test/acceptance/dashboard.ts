/** The query that dashboards are written against; it stands in the README, too. */
export const dashboardQuery = `{
  programme {
    targetJobs
    totals { partners agreements worksites jobs placements supervisionGrant freshness { version completeTo } }
    regions { code nameAr nameFr totals { jobs } }
    provinces { code nameAr nameFr region { code } totals { partners agreements worksites jobs communes } }
  }
  province(code: "05.301") {
    nameAr nameFr
    totals(edition: 2022, including: []) { partners agreements worksites communes jobs supervisionGrant }
  }
}`;

interface Named {
  readonly nameAr: string;
  readonly nameFr: string;
}

/** What it answers. */
export interface Dashboard {
  readonly programme: {
    readonly targetJobs: number;
    readonly totals: Readonly<
      Record<'partners' | 'agreements' | 'worksites' | 'jobs' | 'placements', number>
    > & {
      readonly supervisionGrant: string;
      readonly freshness: { readonly version: string; readonly completeTo: string };
    };
    readonly regions: readonly (Named & {
      readonly code: string;
      readonly totals: { readonly jobs: number };
    })[];
    readonly provinces: readonly (Named & {
      readonly code: string;
      readonly region: { readonly code: string };
      readonly totals: Readonly<
        Record<'partners' | 'agreements' | 'worksites' | 'jobs' | 'communes', number>
      >;
    })[];
  };
  readonly province: Named & {
    readonly totals: Readonly<
      Record<'partners' | 'agreements' | 'worksites' | 'communes' | 'jobs', number>
    > & {
      readonly supervisionGrant: string;
    };
  };
}
