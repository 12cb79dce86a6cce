import { agreement, worksite } from '@awrach/contracts';
import { freshOf, type Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';
import { keepAgreements } from './agreement/agreement.replica.ts';
import { settleCommitments } from './commitment/commitment.reaction.ts';
import { settleTranches } from './tranche/tranche.reaction.ts';
import { keepWorksites } from './worksite/worksite.replica.ts';

/** What this service follows of others. */
export const followed = [agreement, worksite];

/**
 * Takes in agreements and worksites, then acts on the state that it now knows: commitments first, then tranches.
 * Locks are taken in that order by everyone: envelopes, commitments, worksites, tranches.
 */
export async function follow(work: Work, batch: readonly Received[]): Promise<void> {
  const agreements = await keepAgreements(work, freshOf(batch, agreement));
  const worksiteIds = await keepWorksites(work, freshOf(batch, worksite));
  await settleCommitments(work, agreements);
  await settleTranches(work, { agreementIds: agreements.map(({ id }) => id), worksiteIds });
}
