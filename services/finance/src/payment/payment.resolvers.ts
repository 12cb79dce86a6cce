import { isRefusal, type MutationInput, RefusalError, type SubgraphContext, today } from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { v7 as newId } from 'uuid';
import { tranches } from '../tranche/tranche.entity.ts';
import { trancheLoader } from '../tranche/tranche.query.ts';
import { type Payment, payments } from './payment.entity.ts';
import { listPayments, type PaymentFilters } from './payment.query.ts';
import { pay, type RecordPayment } from './payment.rules.ts';

interface RecordPaymentInput extends MutationInput, RecordPayment {
  readonly trancheId: string;
  readonly expectedVersion?: number | null;
}

export const paymentResolvers = {
  Query: {
    payments: (_: unknown, filters: PaymentFilters, context: SubgraphContext) =>
      listPayments(filters, context),
  },
  Mutation: {
    async recordPayment(_: unknown, { input }: { input: RecordPaymentInput }, context: SubgraphContext) {
      const { thing, receipt } = await context.write('recordPayment', payments, input, async (work) => {
        const { trancheId, expectedVersion } = input;
        const tranche = await work.load(tranches, trancheId, { field: 'trancheId', expectedVersion });
        const paying = pay(newId(), tranche, input, today());
        if (isRefusal(paying)) throw new RefusalError(paying);
        await work.change(tranches, tranche, paying.tranche);
        return work.create(payments, paying.payment);
      });
      return { payment: thing, tranche: await trancheLoader(context).load(thing.trancheId), receipt };
    },
  },
  Payment: {
    province: ({ province }: Payment) => findProvince(province),
    tranche: ({ trancheId }: Payment, _: unknown, context: SubgraphContext) =>
      trancheLoader(context).load(trancheId),
    partner: ({ partnerId }: Payment) => ({ id: partnerId }),
  },
};
