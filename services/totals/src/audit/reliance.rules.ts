import { agreement, commitment, eventType, placement, type ThingContract, worksite } from '@awrach/contracts';

/** Decisions of one service that rest on a thing of another: which events state them, and where they say on what. */
export interface Reliance {
  readonly by: ThingContract;
  /** Types of the events that state such a decision. */
  readonly decisions: readonly string[];
  readonly on: ThingContract;
  /** Where in the event's data the ground's id stands. */
  readonly groundAt: readonly string[];
  /** Where in the event's data the ground's version stands that the decider knew. */
  readonly versionAt: readonly string[];
  /** Types of the ground's events by which it is lost for all that rests on it. */
  readonly lostBy: readonly string[];
}

const cancelled = [eventType(agreement, 'cancelled')];
const hirings = [eventType(placement, 'started'), eventType(placement, 'marked')];

/**
 * Where a loss takes the ground from all that rests on it, and whoever rests on it has to say so. An amendment takes it only from what it leaves
 * out, and a tranche that fell due before an agreement's last day stays owed: neither is among these.
 */
export const reliances: readonly Reliance[] = [
  {
    by: worksite,
    decisions: [eventType(worksite, 'opened'), eventType(worksite, 'resumed')],
    on: agreement,
    groundAt: ['basis', 'agreementId'],
    versionAt: ['basis', 'agreementVersion'],
    lostBy: cancelled,
  },
  {
    by: placement,
    decisions: hirings,
    on: agreement,
    groundAt: ['agreementId'],
    versionAt: ['basis', 'agreementVersion'],
    lostBy: cancelled,
  },
  {
    by: placement,
    decisions: hirings,
    on: worksite,
    groundAt: ['worksiteId'],
    versionAt: ['basis', 'worksiteVersion'],
    lostBy: [
      eventType(worksite, 'suspended'),
      eventType(worksite, 'closed'),
      eventType(worksite, 'cancelled'),
    ],
  },
  {
    by: commitment,
    decisions: [
      eventType(commitment, 'reserved'),
      eventType(commitment, 'adjusted'),
      eventType(commitment, 'refused'),
    ],
    on: agreement,
    groundAt: ['agreementId'],
    versionAt: ['basis', 'agreementVersion'],
    lostBy: cancelled,
  },
];

/** A decision as its service recorded it. */
export interface DecisionMade {
  readonly thing: string;
  readonly province: string;
  readonly event: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly ground: string;
  /** The version of the ground that the decider knew. */
  readonly basis: number;
  /** What its service said of the thing last, if that was after this decision. */
  readonly since: string | null;
}

/** The last that was said of a ground, by which it is lost. */
export interface Loss {
  readonly event: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly young: boolean;
}

/**
 * Whether a decision crosses the loss of its ground: it was taken on a version from before the loss, and either the loss stood
 * recorded already, or nothing has been said since although the loss is not young any more.
 */
export function crosses(decision: DecisionMade, loss: Loss): boolean {
  if (decision.basis >= loss.version) return false;
  return loss.recordedAt <= decision.recordedAt || (decision.since === null && !loss.young);
}
