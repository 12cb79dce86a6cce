import { type PageArguments, page, type SubgraphContext } from '@awrach/subgraph';
import { byId } from '../by-id.loader.ts';
import type { Envelope } from '../envelope/envelope.entity.ts';
import { type Commitment, CommitmentEntity } from './commitment.entity.ts';

export interface CommitmentFilters extends PageArguments {
  readonly decision?: Commitment['decision'] | null;
}

export const commitmentLoader = byId(CommitmentEntity);

/** The commitments that draw, or wait to draw, on one envelope. */
export function listCommitments(
  { province, edition }: Envelope,
  filters: CommitmentFilters,
  context: SubgraphContext,
) {
  const query = context.read
    .createQueryBuilder(CommitmentEntity, 'commitment')
    .where('commitment.province = :province and commitment.edition = :edition', { province, edition });
  const { decision } = filters;
  if (decision != null) query.andWhere('commitment.decision = :decision', { decision });
  return page(query, filters);
}
