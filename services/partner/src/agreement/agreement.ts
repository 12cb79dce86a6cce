import type { Centimes, Thing } from '@awrach/subgraph';

/** A body that signs. Its id stays the same in each revision it stands in. */
export interface Party {
  readonly id: string;
  readonly kind: 'COUNCIL' | 'PARTNER' | 'MINISTRY' | 'DECONCENTRATED_SERVICE';
  readonly nameAr: string;
  readonly nameFr: string;
  /** The day it signed this revision, or null. */
  readonly signedOn: string | null;
}

export type Sector =
  | 'DEVELOPMENT_WORKS'
  | 'ENVIRONMENT'
  | 'SOCIAL_CARE'
  | 'EDUCATIONAL_SUPERVISION'
  | 'SERVICES'
  | 'ARCHIVES_DIGITISATION'
  | 'CULTURAL_ANIMATION';

/** Jobs, person-months and grant on one worksite. */
export interface Line {
  readonly lineId: string;
  readonly worksiteId: string;
  readonly commune: string;
  readonly sector: Sector;
  readonly size: 'SMALL' | 'LARGE';
  readonly worksiteNameAr: string;
  readonly worksiteNameFr: string;
  readonly jobs: number;
  readonly personMonths: number;
  readonly grant: Centimes;
}

export interface Approval {
  readonly sessionKind: 'ORDINARY' | 'EXTRAORDINARY';
  readonly heldOn: string;
}

/** A publication that figures come from. */
export interface Source {
  readonly title: string;
  readonly url: string | null;
  readonly publishedOn: string | null;
  /** The amount as printed, where it reads otherwise than the value. */
  readonly printedGrant: string | null;
}

/** One legal edition of an agreement: `revision` counts these; `version` counts any change. */
export interface Revision {
  readonly revision: number;
  readonly approval: Approval | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly parties: readonly Party[];
  readonly lines: readonly Line[];
  /** The commitment that reserved this very revision's grant, as far as we know. */
  readonly fundedBy: { readonly commitmentId: string; readonly version: number } | null;
  readonly source: Source | null;
}

/**
 * What council, partner and State services sign. Drafted, approved in a council session, funded by finance,
 * signed by all; a revision is in force when it has all of these. An amendment is a new revision that goes the
 * same way, while the former stays in force.
 */
export interface Agreement extends Thing {
  readonly edition: number;
  readonly reference: string;
  readonly partnerId: string;
  readonly status: 'DRAFT' | 'APPROVED' | 'IN_FORCE' | 'CANCELLED';
  /** The latest revision's number. */
  readonly currentRevision: number;
  readonly inForceRevision: number | null;
  /** The first first; never empty. */
  readonly revisions: readonly Revision[];
  readonly cancellation: { readonly on: string; readonly reason: string } | null;
  readonly sample: boolean;
}

/** @throws Error never for a state that rules made: there is always a current revision */
export function revisionNumbered(agreement: Pick<Agreement, 'revisions'>, number: number): Revision {
  const found = agreement.revisions.find((one) => one.revision === number);
  if (!found) throw new Error(`an agreement without its revision ${number}`);
  return found;
}

export const currentRevision = (agreement: Pick<Agreement, 'revisions' | 'currentRevision'>): Revision =>
  revisionNumbered(agreement, agreement.currentRevision);

export const signedByAll = (revision: Revision): boolean =>
  revision.parties.every((party) => party.signedOn !== null);
