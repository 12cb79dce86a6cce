import {
  type AgreementState,
  agreement as agreementContract,
  commitment as commitmentContract,
  sectors,
  worksiteSizes,
} from '@awrach/contracts';
import { freshOf, MessageFault, type Received } from '@awrach/messaging';
import { today, type Work } from '@awrach/subgraph';
import { keepAgreements } from '../agreement/agreement.replica.ts';
import { lockNamed, namingsOf } from '../agreement/naming.store.ts';
import { keepCommitments } from '../commitment/commitment.replica.ts';
import { type Cause, settle } from './planning.rules.ts';
import { worksites } from './worksite.entity.ts';

/** Agreements have changed: the worksites that they name, or named, are planned, cancelled, reinstated or suspended as it follows. */
export async function applyAgreements(work: Work, batch: readonly Received[]): Promise<void> {
  const commitments = freshOf(batch, commitmentContract).map(({ data }) => data);
  if (commitments.length > 0) await keepCommitments(work, commitments);
  const agreements = freshOf(batch, agreementContract);
  if (agreements.length === 0) return;
  for (const received of agreements) requireKnownWords(received);
  await settleWorksites(
    work,
    agreements.map(({ data }) => data),
  );
}

/** In the order of ids throughout, so that whoever else changes some of these waits, and nobody waits in a ring. */
async function settleWorksites(work: Work, agreements: readonly AgreementState[]): Promise<void> {
  const causes = new Map<string, Cause>();
  for (const { worksiteId, agreement } of await keepAgreements(work, agreements)) {
    causes.set(worksiteId, causeOf(agreement));
  }
  const ids = [...causes.keys()];
  const described = await lockNamed(work, ids);
  const namings = await namingsOf(work, ids);
  const present = await work.findAll(worksites, ids);
  const now = today();
  for (const description of described) {
    const cause = causes.get(description.id);
    if (!cause) continue;
    const worksite = present.get(description.id);
    const settled = settle(worksite, description, {
      namings: namings.get(description.id) ?? [],
      cause,
      today: now,
    });
    if (!settled) continue;
    if (worksite) await work.change(worksites, worksite, settled);
    else await work.create(worksites, settled);
  }
}

const causeOf = (agreement: AgreementState): Cause => ({
  agreementId: agreement.id,
  agreementVersion: agreement.version,
  revision: agreement.inForceRevision ?? agreement.currentRevision,
  cancelled: agreement.status === 'CANCELLED',
});

/** A worksite of a kind that we cannot tell of is not ours to plan; its agreement waits among the dead letters for who can. */
function requireKnownWords(received: Received<AgreementState>): void {
  for (const { lines } of received.data.revisions) {
    const foreign = lines.find(
      ({ sector, size }) => !sectors.includes(sector) || !worksiteSizes.includes(size),
    );
    if (!foreign) continue;
    const { sector, size } = foreign;
    throw new MessageFault('unknown-word', `No worksite of sector ${sector}, size ${size}.`, received);
  }
}
