import type { GroundLoss, PlacementEndReason, PlacementStatus } from '@awrach/contracts';
import type { Thing } from '@awrach/subgraph';

/**
 * A person's fixed-term contract on a worksite, on one of the jobs of an agreement's line. Days are `YYYY-MM-DD`, both ends
 * included. No two of one person overlap anywhere in the country; the database holds that (`placement_person_period`).
 */
export interface Placement extends Thing {
  readonly edition: number;
  readonly commune: string;
  readonly personId: string;
  readonly worksiteId: string;
  readonly agreementId: string;
  readonly lineId: string;
  readonly startsOn: string;
  /** Last day of the contract; once it has ended, the last day it held. */
  readonly endsOn: string;
  readonly status: PlacementStatus;
  readonly endReason: PlacementEndReason | null;
  /** What it rests on was lost: for people to settle. Only while it is active. */
  readonly groundLost: { readonly reason: GroundLoss; readonly at: string } | null;
  /** What was known of worksite and agreement when it was decided. */
  readonly basis: { readonly worksiteVersion: number; readonly agreementVersion: number };
}
