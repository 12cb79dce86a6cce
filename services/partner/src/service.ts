import { readFileSync } from 'node:fs';
import { agreement, commitment, partner, selection } from '@awrach/contracts';
import type { ServiceParts } from '@awrach/subgraph';
import { AgreementEntity } from './agreement/agreement.entity.ts';
import { agreementResolvers } from './agreement/agreement.resolvers.ts';
import { applyFunding } from './agreement/funding.reaction.ts';
import { CommitmentEntity } from './commitment/commitment.replica.ts';
import { Partner1767225600001 } from './migrations/0001-partner.ts';
import { PartnerEntity } from './partner/partner.entity.ts';
import { partnerResolvers } from './partner/partner.resolvers.ts';
import { catalogue, constraints } from './refusals.ts';
import { SelectionEntity } from './selection/selection.entity.ts';
import { selectionResolvers } from './selection/selection.resolvers.ts';

/** All that it is made of, but for its configuration. */
export const service: ServiceParts = {
  name: 'partner',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [partnerResolvers, selectionResolvers, agreementResolvers],
  refusals: catalogue,
  constraints,
  entities: [PartnerEntity, SelectionEntity, AgreementEntity, CommitmentEntity],
  migrations: [Partner1767225600001],
  tells: [partner, selection, agreement],
  follows: [commitment],
  apply: applyFunding,
  register: true,
};
