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

/** Keeps commitments as they are now. @param states the latest of each, sorted by id */
export async function keepCommitments(
  work: Work,
  states: readonly CommitmentState[],
): Promise<readonly Commitment[]> {
  const commitments = states.map(commitmentIn);
  await work.manager.upsert(CommitmentEntity, commitments, ['id']);
  return commitments;
}

function commitmentIn({ id, version, agreementId, revision, decision }: CommitmentState): Commitment {
  // Unknown words of later writers fund nothing.
  const known = decision === 'RESERVED' || decision === 'RELEASED' ? decision : 'REFUSED';
  return { id, version, agreementId, revision, decision: known };
}
