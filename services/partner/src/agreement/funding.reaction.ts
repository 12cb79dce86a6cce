import { commitment as contract } from '@awrach/contracts';
import { freshOf, type Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';
import { keepCommitments } from '../commitment/commitment.replica.ts';
import { agreements } from './agreement.entity.ts';
import { enterIntoForce, noteFunding } from './agreement.rules.ts';

/**
 * Finance has answered: what it funds is noted on the agreement, and a revision that has everything enters into force. The agreements
 * of a batch are in memory at once, each with up to hundreds of lines in each of its revisions: a hundred, as the consumer takes at most.
 */
export async function applyFunding(work: Work, batch: readonly Received[]): Promise<void> {
  const states = freshOf(batch, contract).map(({ data }) => data);
  if (states.length === 0) return;
  const commitments = await keepCommitments(work, states);
  const concerned = await work.findAll(
    agreements,
    commitments.map(({ agreementId }) => agreementId),
  );
  for (const commitment of commitments) {
    let agreement = concerned.get(commitment.agreementId);
    if (!agreement) continue;
    const noted = noteFunding(agreement, { ...commitment, commitmentId: commitment.id });
    if (noted) agreement = await work.change(agreements, agreement, noted);
    const inForce = enterIntoForce(agreement);
    if (inForce) await work.change(agreements, agreement, inForce);
  }
}
