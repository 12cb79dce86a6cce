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
