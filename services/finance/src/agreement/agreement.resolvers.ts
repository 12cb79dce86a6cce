import { commitmentId } from '@awrach/contracts';
import type { SubgraphContext } from '@awrach/subgraph';
import { commitmentLoader } from '../commitment/commitment.query.ts';
import { tranchesOfAgreement } from '../tranche/tranche.query.ts';
import { agreementLoader } from './agreement.query.ts';
import type { Agreement } from './agreement.replica.ts';

/** What finance adds to partner's agreements. Its parent is the replica, so that `@allow` sees whose it is. */
export const agreementResolvers = {
  Agreement: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) =>
      agreementLoader(context).load(id),
    commitment: ({ id }: Agreement, _: unknown, context: SubgraphContext) =>
      commitmentLoader(context).load(commitmentId(id)),
    tranches: ({ id }: Agreement, _: unknown, context: SubgraphContext) =>
      tranchesOfAgreement(context).load(id),
  },
};
