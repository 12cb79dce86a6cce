import { centimesOf, type PaymentState } from '@awrach/contracts';
import type { Contribution } from './contribution.ts';

/** What was paid of the supervision grant, where the worksite is that it was paid for. */
export function contributionOfPayment({ commune, edition, amount }: PaymentState): Contribution {
  return {
    cells: [{ measure: 'grantPaid', place: commune, edition, amount: centimesOf(amount) }],
    members: [],
  };
}
