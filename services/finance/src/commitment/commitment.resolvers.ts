import { envelopeId } from '@awrach/contracts';
import type { SubgraphContext } from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { agreementLoader } from '../agreement/agreement.query.ts';
import { envelopeLoader } from '../envelope/envelope.query.ts';
import type { Commitment } from './commitment.entity.ts';

export const commitmentResolvers = {
  Commitment: {
    province: ({ province }: Commitment) => findProvince(province),
    agreement: ({ agreementId }: Commitment, _: unknown, context: SubgraphContext) =>
      agreementLoader(context).load(agreementId),
    envelope: ({ province, edition }: Commitment, _: unknown, context: SubgraphContext) =>
      envelopeLoader(context).load(envelopeId(province, edition)),
  },
};
