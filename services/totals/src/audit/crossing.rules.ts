import type {
  AgreementLine,
  AgreementState,
  CommitmentState,
  GroundLoss,
  PlacementState,
  TrancheState,
  WorksiteState,
} from '@awrach/contracts';

/**
 * Something that rests on a ground which has since gone: a rule that spans services holds for what the decider knew when it
 * decided, so two decisions can cross each other.
 *
 * - `worksite-without-ground`: it is open or suspended, and the agreement it rests on is cancelled, not in force, or no
 *   longer names it.
 * - `placement-without-ground`: it is active, and its agreement, line or worksite is lost.
 * - `placement-marked-in-vain`: it is marked as having lost its ground, and has it.
 * - `commitment-not-released`: money is held for an agreement that is cancelled.
 * - `agreement-not-funded`: it is in force, and no commitment ever reserved the grant of that revision, or what was is released.
 * - `tranche-due-after-cancellation`: it is owed for what was reached after the agreement's last day.
 */
export type CrossingKind =
  | 'worksite-without-ground'
  | 'placement-without-ground'
  | 'placement-marked-in-vain'
  | 'commitment-not-released'
  | 'agreement-not-funded'
  | 'tranche-due-after-cancellation';

export interface Crossing {
  readonly kind: CrossingKind;
  readonly topic: string;
  readonly thing: string;
  readonly province: string;
  /** In one word or a few, what was lost. */
  readonly lost: string;
  /** What it rests on, by topic and id. */
  readonly ground: { readonly topic: string; readonly thing: string };
  /** Whether the service that it belongs to has acted on it, so that it waits for people; else the service is late. */
  readonly noticed: boolean;
}

/** What audit keeps of an agreement while it looks at what rests on it. */
export interface AgreementGround {
  readonly status: AgreementState['status'];
  /** The lines of the revision in force; none when none is. */
  readonly lines: readonly Pick<AgreementLine, 'lineId' | 'worksiteId'>[];
  readonly endsOn: string | undefined;
  /** Whether it has changed so lately that others may not know yet. */
  readonly young: boolean;
}

export function groundOf(
  { status, revisions, inForceRevision }: AgreementState,
  young: boolean,
): AgreementGround {
  const inForce =
    status === 'IN_FORCE' ? revisions.find(({ revision }) => revision === inForceRevision) : undefined;
  return {
    status,
    lines: (inForce?.lines ?? []).map(({ lineId, worksiteId }) => ({ lineId, worksiteId })),
    endsOn: inForce?.endsOn,
    young,
  };
}

/** Why an agreement is no ground for a worksite; undefined when it is. */
export function worksiteLoss(worksiteId: string, agreement: AgreementGround | undefined): string | undefined {
  if (!agreement) return 'AGREEMENT_UNKNOWN';
  if (agreement.status === 'CANCELLED') return 'AGREEMENT_CANCELLED';
  if (agreement.status !== 'IN_FORCE') return 'AGREEMENT_NOT_IN_FORCE';
  return agreement.lines.some((line) => line.worksiteId === worksiteId) ? undefined : 'AGREEMENT_AMENDED';
}

/** What an active placement has lost, the graver first. The days that an agreement covers bind its placements too. */
export function placementLoss(
  { lineId, endsOn }: Pick<PlacementState, 'lineId' | 'endsOn'>,
  worksite: WorksiteState['status'] | undefined,
  agreement: AgreementGround | undefined,
): GroundLoss | undefined {
  if (agreement?.status === 'CANCELLED') return 'AGREEMENT_CANCELLED';
  if (worksite === 'CANCELLED') return 'WORKSITE_CANCELLED';
  if (worksite === 'CLOSED') return 'WORKSITE_CLOSED';
  const named = agreement?.lines.some((line) => line.lineId === lineId);
  if (!named || (agreement?.endsOn ?? '') < endsOn) return 'AGREEMENT_AMENDED';
  return worksite === 'SUSPENDED' ? 'WORKSITE_SUSPENDED' : undefined;
}

/** What is still held for an agreement that is cancelled. */
export const isHeld = ({ decision, amount }: Pick<CommitmentState, 'decision' | 'amount'>): boolean =>
  decision !== 'RELEASED' || Number(amount) !== 0;

/**
 * Why an agreement in force is not funded; undefined when it is.
 * @param funding what finance said in the version of the commitment that the revision in force names
 * @param now what finance says today
 */
export function fundingLoss(
  { inForceRevision }: AgreementState,
  funding: CommitmentState | undefined,
  now: CommitmentState | undefined,
): string | undefined {
  if (!funding) return 'NEVER_RESERVED';
  if (funding.decision !== 'RESERVED' || funding.revision !== inForceRevision) return 'OTHER_REVISION';
  return now?.decision === 'RELEASED' ? 'RELEASED' : undefined;
}

/** An agreement's last day is the one from which it is cancelled: what fell due by then is owed. */
export const isDueInVain = (
  { status, dueOn }: Pick<TrancheState, 'status' | 'dueOn'>,
  cancelledOn: string,
): boolean => status === 'DUE' && dueOn > cancelledOn;
