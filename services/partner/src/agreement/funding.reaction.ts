import type { CommitmentState } from '@awrach/contracts';
import { commitment as contract } from '@awrach/contracts';
import type { Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';
import { keepCommitment } from '../commitment/commitment.replica.ts';
import { agreements } from './agreement.entity.ts';
import { enterIntoForce, noteFunding } from './agreement.rules.ts';

/** Finance has answered: what it funds is noted on the agreement, and a revision that has everything enters into force. */
export async function applyFunding(work: Work, batch: readonly Received[]): Promise<void> {
  for (const event of batch) {
    if (event.contract.topic !== contract.topic || !event.fresh) continue;
    const commitment = await keepCommitment(
      work,
      event.data as CommitmentState /* validated by its contract */,
    );
    let agreement = await work.find(agreements, commitment.agreementId);
    if (!agreement) continue;
    const noted = noteFunding(agreement, { ...commitment, commitmentId: commitment.id });
    if (noted) agreement = await work.change(agreements, agreement, noted);
    const inForce = enterIntoForce(agreement);
    if (inForce) await work.change(agreements, agreement, inForce);
  }
}
