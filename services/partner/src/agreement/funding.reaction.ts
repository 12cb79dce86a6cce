import { commitment as contract } from '@awrach/contracts';
import { freshOf, type Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';
import { type Commitment, keepCommitments } from '../commitment/commitment.replica.ts';
import { agreements } from './agreement.entity.ts';
import { enterIntoForce, noteFunding } from './agreement.rules.ts';

/** So many agreements are in memory at once: one may have hundreds of lines in each of its revisions. */
const together = 100;

/** Finance has answered: what it funds is noted on the agreement, and a revision that has everything enters into force. */
export async function applyFunding(work: Work, batch: readonly Received[]): Promise<void> {
  const states = freshOf(batch, contract).map(({ data }) => data);
  if (states.length === 0) return;
  const commitments = await keepCommitments(work, states);
  // In the order of agreements' ids, over all slices, so that whoever else holds some of them waits, and nobody waits in a ring.
  const inOrder = commitments.toSorted((a, b) => (a.agreementId < b.agreementId ? -1 : 1));
  for (let first = 0; first < inOrder.length; first += together) {
    await noteAnswers(work, inOrder.slice(first, first + together));
  }
}

async function noteAnswers(work: Work, commitments: readonly Commitment[]): Promise<void> {
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
