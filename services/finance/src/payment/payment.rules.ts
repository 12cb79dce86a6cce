import {
  type Centimes,
  centimes,
  type Decision,
  formatMoney,
  type Refusal,
  refuseShared,
  type Unrecorded,
} from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Tranche } from '../tranche/tranche.entity.ts';
import type { Payment } from './payment.entity.ts';

export interface RecordPayment {
  readonly amount: Centimes;
  readonly paidOn: string;
  readonly reference: string;
}

/** A payment, and the tranche that it covers in part or wholly. */
interface Paying {
  readonly payment: Exclude<Decision<Unrecorded<Payment>, 'recorded'>, Refusal>;
  readonly tranche: Exclude<Decision<Unrecorded<Tranche>, 'paid-in-part' | 'paid'>, Refusal>;
}

/** A council pays on a tranche: never before it fell due, and never more than is left of it. */
export function pay(id: string, tranche: Tranche, command: RecordPayment, today: string): Paying | Refusal {
  const { amount, paidOn, reference } = command;
  const left = tranche.amount - tranche.paid;
  if (tranche.status === 'CANCELLED') return refuse('tranche.cancelled', 'trancheId');
  if (amount === 0n) return refuseShared('money.positive', 'amount');
  if (amount > left) return refuse('payment.exceeds-tranche', 'amount', { left: formatMoney(left) });
  if (paidOn > today) return refuseShared('date.in-future', 'paidOn');
  if (paidOn < tranche.dueOn) return refuse('payment.before-due', 'paidOn', { dueOn: tranche.dueOn });

  const { province, edition, commune, agreementId, worksiteId, partnerId } = tranche;
  const whole = amount === left;
  return {
    payment: {
      event: 'recorded',
      state: {
        id,
        province,
        edition,
        commune,
        trancheId: tranche.id,
        agreementId,
        worksiteId,
        partnerId,
        amount,
        paidOn,
        reference,
      },
    },
    tranche: {
      event: whole ? 'paid' : 'paid-in-part',
      state: {
        ...tranche,
        paid: centimes(tranche.paid + amount),
        status: whole ? 'PAID' : 'DUE',
      },
    },
  };
}
