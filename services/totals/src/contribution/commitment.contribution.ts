import { type CommitmentState, centimesOf } from '@awrach/contracts';
import type { Contribution } from './contribution.ts';

/** What finance holds for an agreement, whatever it last answered: a refused amendment leaves the former grant reserved. */
export function contributionOfCommitment({ province, edition, amount }: CommitmentState): Contribution {
  return {
    cells: [{ measure: 'supervisionGrant', place: province, edition, amount: centimesOf(amount) }],
    members: [],
  };
}
