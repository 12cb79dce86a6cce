import type { GroundLoss } from '@awrach/contracts';
import type { Decision, Refusal, Unrecorded } from '@awrach/subgraph';
import type { Placement } from './placement.ts';

/** What a placement rests on, as it is known here now. */
export interface Ground {
  readonly worksiteStatus: string;
  readonly worksiteVersion: number;
  readonly agreementStatus: string;
  readonly agreementVersion: number;
  /** Last day that the revision in force covers, if its line stands in it; null otherwise. */
  readonly lineEndsOn: string | null;
}

/** What is lost, the graver first, so that it does not matter which of two losses becomes known first. */
export function lossOf({ endsOn }: Pick<Placement, 'endsOn'>, ground: Ground): GroundLoss | null {
  if (ground.agreementStatus === 'CANCELLED') return 'AGREEMENT_CANCELLED';
  if (ground.worksiteStatus === 'CANCELLED') return 'WORKSITE_CANCELLED';
  if (ground.worksiteStatus === 'CLOSED') return 'WORKSITE_CLOSED';
  if (ground.lineEndsOn === null || ground.lineEndsOn < endsOn) return 'AGREEMENT_AMENDED';
  return ground.worksiteStatus === 'SUSPENDED' ? 'WORKSITE_SUSPENDED' : null;
}

/**
 * Marks an active placement that lost what it rests on, and lifts the mark when that is regained. It does not end: people settle
 * that. Undefined: it is marked as it should be.
 * @param at when this became known here
 */
export function mark(
  placement: Placement,
  ground: Ground,
  at: string,
): Exclude<Decision<Unrecorded<Placement>, 'marked'>, Refusal> | undefined {
  const reason = lossOf(placement, ground);
  if (placement.status !== 'ACTIVE' || reason === (placement.groundLost?.reason ?? null)) return undefined;
  const { worksiteVersion, agreementVersion } = ground;
  return {
    event: 'marked',
    state: {
      ...placement,
      groundLost: reason && { reason, at },
      basis: { worksiteVersion, agreementVersion },
    },
  };
}
