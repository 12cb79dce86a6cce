import type { Sector, WorksiteOutcome, WorksiteSize, WorksiteStatus } from '@awrach/contracts';
import type { Thing } from '@awrach/subgraph';

/** A time in which work stood still. Days are `YYYY-MM-DD`. */
export interface Suspension {
  readonly from: string;
  /** The day on which work went on; null while it stands still. */
  readonly until: string | null;
  readonly reason: string;
}

/** The agreement that a change rests on, as it was known when the change was decided. */
export interface Basis {
  readonly agreementId: string;
  readonly agreementVersion: number;
  readonly revision: number;
}

/**
 * Temporary public work in one commune and one field. It comes to be when an approved agreement names it, opens only under an
 * agreement in force, and stands still when it loses the last of these. What agreements say of it never changes.
 */
export interface Worksite extends Thing {
  readonly edition: number;
  readonly commune: string;
  readonly status: WorksiteStatus;
  readonly sector: Sector;
  readonly size: WorksiteSize;
  readonly nameAr: string;
  readonly nameFr: string;
  /** First day of work; null before. */
  readonly openedOn: string | null;
  /** All of them, the first first. Only the last can be without an end. */
  readonly suspensions: readonly Suspension[];
  /** Last day of work; null before. */
  readonly closedOn: string | null;
  readonly outcome: WorksiteOutcome | null;
  /** The agreement on which the present status rests. */
  readonly basis: Basis | null;
  readonly sample: boolean;
}
