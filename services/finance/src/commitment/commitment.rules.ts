import { commitmentId } from '@awrach/contracts';
import { centimes, type Decision, type Refusal, type Unrecorded } from '@awrach/subgraph';
import type { Agreement } from '../agreement/agreement.replica.ts';
import type { Envelope } from '../envelope/envelope.entity.ts';
import { room } from '../envelope/envelope.rules.ts';
import type { Commitment } from './commitment.entity.ts';

type Decided<State extends Commitment | Envelope, Event extends string> = Exclude<
  Decision<Unrecorded<State>, Event>,
  Refusal
>;

/** What becomes of a commitment, and of the envelope where what is reserved in it changes. */
interface Settlement {
  readonly commitment: Decided<Commitment, 'reserved' | 'adjusted' | 'refused' | 'released'>;
  readonly envelope: Decided<Envelope, 'drawn'> | undefined;
}

const isCancelled = ({ status }: Agreement): boolean => status === 'CANCELLED';
const isAsking = ({ approved, status }: Agreement): boolean =>
  approved && (status === 'APPROVED' || status === 'IN_FORCE');

/** Whether anything is to be decided on an agreement; of a draft, and of a revision that awaits approval, nothing is. */
export const isToDecide = (agreement: Agreement): boolean => isCancelled(agreement) || isAsking(agreement);

/**
 * Compares what an agreement's current revision needs (approved: its grant; cancelled: nothing) with what is held for
 * it. Undefined: it is as it should be. It asks for states, not for what happened, so that an event that is missed,
 * late or repeated makes no difference. What is held is never more than the envelope has: what does not fit is refused,
 * and what was held for the former revision stays held.
 */
export function decide(
  agreement: Agreement,
  commitment: Commitment | undefined,
  envelope: Envelope | undefined,
): Settlement | undefined {
  const held = commitment?.amount ?? 0n;
  const cancelled = isCancelled(agreement);
  if (cancelled && (!commitment || commitment.decision === 'RELEASED')) return undefined;
  if (!isToDecide(agreement)) return undefined;

  const requested = centimes(cancelled ? 0n : agreement.grant);
  const more = requested - held;
  const fits = more <= (envelope ? room(envelope) : 0n);
  const decision = cancelled ? 'RELEASED' : fits ? 'RESERVED' : 'REFUSED';
  const amount = fits ? requested : centimes(held);
  const reason = fits ? null : envelope ? 'ENVELOPE_EXCEEDED' : 'NO_ENVELOPE';
  if (
    commitment?.revision === agreement.revision &&
    commitment.decision === decision &&
    commitment.amount === amount &&
    commitment.requested === requested &&
    commitment.reason === reason
  ) {
    return undefined;
  }

  const { id: agreementId, province, edition, revision } = agreement;
  const state: Unrecorded<Commitment> = {
    id: commitmentId(agreementId),
    province,
    edition,
    commune: null,
    agreementId,
    revision,
    decision,
    amount,
    requested,
    reason,
    basis: { agreementVersion: agreement.version },
    waitingSince: fits ? null : (commitment?.waitingSince ?? agreement.recordedAt),
  };
  return {
    commitment: { event: happened(decision, held), state },
    envelope:
      envelope && amount !== held
        ? {
            event: 'drawn',
            state: { ...envelope, reserved: centimes(envelope.reserved + amount - held) },
          }
        : undefined,
  };
}

/** In the words of the contract: what was held already is adjusted. */
function happened(decision: Commitment['decision'], held: bigint) {
  if (decision === 'RELEASED') return 'released';
  if (decision === 'REFUSED') return 'refused';
  return held === 0n ? 'reserved' : 'adjusted';
}
