import { byId, type ListFilters, listing, type SubgraphContext } from '@awrach/subgraph';
import type { Envelope } from '../envelope/envelope.entity.ts';
import { type Commitment, CommitmentEntity } from './commitment.entity.ts';

export interface CommitmentFilters extends ListFilters {
  readonly decision?: Commitment['decision'] | null;
}

export const commitmentLoader = byId(CommitmentEntity);

const list = listing<Commitment, CommitmentFilters & Pick<Envelope, 'province' | 'edition'>>(
  CommitmentEntity,
  {
    equals: ['province', 'edition', 'decision'],
  },
);

/** The commitments that draw, or wait to draw, on one envelope. */
export const listCommitments = (
  { province, edition }: Envelope,
  filters: CommitmentFilters,
  context: SubgraphContext,
) => list({ ...filters, province, edition }, context, 'province');
