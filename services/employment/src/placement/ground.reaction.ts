import { agreement as agreementContract, worksite as worksiteContract } from '@awrach/contracts';
import { freshOf, nextStamp, type Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';
import { Any } from 'typeorm';
import { keepAgreements } from '../agreement/agreement.replica.ts';
import { keepWorksites } from '../worksite/worksite.replica.ts';
import { mark } from './ground.rules.ts';
import { groundsOf, lockConcerned } from './ground.store.ts';
import { PlacementEntity, placements } from './placement.entity.ts';

/** Worksites or agreements have changed: placements that lost what they rest on are marked, and those that regained it no longer are. */
export async function applyGround(work: Work, batch: readonly Received[]): Promise<void> {
  const worksites = freshOf(batch, worksiteContract).map(({ data }) => data);
  const agreements = freshOf(batch, agreementContract).map(({ data }) => data);
  if (worksites.length > 0) await keepWorksites(work, worksites);
  if (agreements.length > 0) await keepAgreements(work, agreements);
  const concerned = await lockConcerned(work, {
    worksites: worksites.map(({ id }) => id),
    agreements: agreements.map(({ id }) => id),
  });
  if (concerned.length > 0) await markConcerned(work, concerned);
}

async function markConcerned(work: Work, ids: readonly string[]): Promise<void> {
  const grounds = await groundsOf(work, ids);
  const at = await nextStamp(work, null);
  const states = await work.manager.find(PlacementEntity, {
    where: { id: Any([...ids]) },
    order: { id: 'ASC' },
  });
  for (const placement of states) {
    const ground = grounds.get(placement.id);
    const marked = ground && mark(placement, ground, at);
    if (marked) await work.change(placements, placement, marked);
  }
}
