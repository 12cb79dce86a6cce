import { type SubgraphContext, today } from '@awrach/subgraph';
import { findCommune, findProvince } from '@awrach/territory';
import { agreementLoader } from '../agreement/agreement.query.ts';
import { paymentsOfTranche } from '../payment/payment.query.ts';
import { grantRules } from './grant-rule.entity.ts';
import type { Tranche } from './tranche.entity.ts';
import { listTranches, type TrancheFilters } from './tranche.query.ts';
import { overdueDays } from './tranche.rules.ts';

export const trancheResolvers = {
  Query: {
    tranches: (_: unknown, filters: TrancheFilters, context: SubgraphContext) =>
      listTranches(filters, context),
    grantRules: (_: unknown, _arguments: unknown, context: SubgraphContext) =>
      grantRules({ manager: context.read }),
  },
  Province: {
    tranches: ({ code }: { code: string }, filters: TrancheFilters, context: SubgraphContext) =>
      listTranches({ ...filters, province: code }, context, 'province'),
  },
  Partner: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    tranches: ({ id }: { id: string }, filters: TrancheFilters, context: SubgraphContext) =>
      listTranches({ ...filters, partnerId: id }, context, 'partnerId'),
  },
  Tranche: {
    province: ({ province }: Tranche) => findProvince(province),
    commune: ({ commune }: Tranche) => findCommune(commune),
    agreement: ({ agreementId }: Tranche, _: unknown, context: SubgraphContext) =>
      agreementLoader(context).load(agreementId),
    worksite: ({ worksiteId }: Tranche) => ({ id: worksiteId }),
    partner: ({ partnerId }: Tranche) => ({ id: partnerId }),
    left: ({ status, amount, paid }: Tranche) => (status === 'DUE' ? amount - paid : 0n),
    overdueDays: (tranche: Tranche) => overdueDays(tranche, today()),
    payments: ({ id }: Tranche, _: unknown, context: SubgraphContext) => paymentsOfTranche(context).load(id),
  },
};
