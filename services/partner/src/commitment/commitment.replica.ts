import type { CommitmentState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/** What this service keeps of finance's commitments: the answer to an agreement's revision. */
export interface Commitment {
  readonly id: string;
  readonly version: number;
  readonly agreementId: string;
  /** The revision that finance decided on. */
  readonly revision: number;
  readonly decision: 'RESERVED' | 'REFUSED' | 'RELEASED';
}

export const CommitmentEntity = new EntitySchema<Commitment>({
  name: 'Commitment',
  tableName: 'commitment',
  columns: {
    id: { type: 'uuid', primary: true },
    version: { type: 'int' },
    agreementId: { name: 'agreement_id', type: 'uuid' },
    revision: { type: 'int' },
    decision: { type: 'text' },
  },
});

export async function keepCommitment(work: Work, state: CommitmentState): Promise<Commitment> {
  const { id, version, agreementId, revision, decision } = state;
  // Unknown words of later writers fund nothing.
  const known = decision === 'RESERVED' || decision === 'RELEASED' ? decision : 'REFUSED';
  const commitment: Commitment = { id, version, agreementId, revision, decision: known };
  await work.manager.upsert(CommitmentEntity, commitment, ['id']);
  return commitment;
}
