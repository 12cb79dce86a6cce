import { readFileSync } from 'node:fs';

export interface ExamplePartner {
  readonly key: string;
  readonly kind: string;
  readonly nameAr: string;
  readonly nameFr: string;
  readonly registrationNumber: string;
  readonly selection: {
    readonly decision: string;
    readonly score: number;
    readonly criteria: readonly { readonly name: string; readonly score: number; readonly outOf: number }[];
    readonly decidedOn: string;
  };
}

export interface ExampleAgreement {
  readonly key: string;
  readonly partner: string;
  readonly reference: string;
  readonly lines: readonly {
    readonly commune: string;
    readonly sector: string;
    readonly size: string;
    readonly nameAr: string;
    readonly nameFr: string;
    readonly jobs: number;
    readonly personMonths: number;
    readonly grant: string;
  }[];
  readonly parties: readonly {
    readonly kind: string;
    readonly nameAr: string;
    readonly nameFr: string;
    readonly signedOn: string;
  }[];
  readonly startsOn: string;
  readonly endsOn: string;
  readonly session: { readonly kind: string; readonly heldOn: string };
}

/** The published sums of Khénifra, and invented detail that adds up to them. */
export interface Example {
  readonly source: {
    readonly title: string;
    readonly url: string;
    readonly publishedOn: string | null;
    readonly printedGrant: string;
  };
  readonly envelope: { readonly province: string; readonly edition: number; readonly amount: string };
  readonly partners: readonly ExamplePartner[];
  readonly agreements: readonly ExampleAgreement[];
}

/** Reads `example/khenifra.json`, which stands beside the sources and is held to its sums by a test. */
export const readExample = (): Example =>
  JSON.parse(readFileSync(new URL('../../example/khenifra.json', import.meta.url), 'utf8'));
