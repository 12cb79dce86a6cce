import { byId, type ListFilters, listing, type SubgraphContext } from '@awrach/subgraph';
import { CommitmentEntity } from '../commitment/commitment.replica.ts';
import { AgreementEntity } from './agreement.entity.ts';
import { type Agreement, currentRevision, signedByAll } from './agreement.ts';

export interface AgreementFilters extends ListFilters {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly status?: Agreement['status'] | null;
  readonly partnerId?: string | null;
}

export const listAgreements = listing<Agreement, AgreementFilters>(AgreementEntity, {
  equals: ['province', 'edition', 'status', 'partnerId'],
});

export const agreementLoader = byId(AgreementEntity);

export type Standing =
  | 'IN_FORCE'
  | 'AWAITING_SIGNATURES'
  | 'AWAITING_FUNDING'
  | 'UNFUNDED'
  | 'AWAITING_APPROVAL'
  | 'CANCELLED';

/** An agreement with finance's answer to its current revision. */
interface Standings {
  readonly agreement: Agreement;
  readonly standing: Standing;
  readonly commitment: { readonly id: string; readonly version: number } | undefined;
}

/** What an agreement's current revision still waits for. */
export async function standingOf(context: SubgraphContext, agreement: Agreement): Promise<Standings> {
  const revision = currentRevision(agreement);
  // Finance answers to what is approved: of a draft nothing is looked up.
  const answer =
    revision.approval && (await context.read.findOneBy(CommitmentEntity, { agreementId: agreement.id }));
  const answered = answer?.revision === revision.revision ? answer : undefined;
  const standing = (): Standing => {
    if (agreement.status === 'CANCELLED') return 'CANCELLED';
    if (!revision.approval) return 'AWAITING_APPROVAL';
    if (agreement.inForceRevision === revision.revision) return 'IN_FORCE';
    if (revision.fundedBy) return signedByAll(revision) ? 'AWAITING_FUNDING' : 'AWAITING_SIGNATURES';
    return answered?.decision === 'REFUSED' ? 'UNFUNDED' : 'AWAITING_FUNDING';
  };
  return { agreement, standing: standing(), commitment: answered };
}
