import { type ListFilters, listing, type SubgraphContext } from '@awrach/subgraph';
import { withinScope } from '../tranche/owed.scope.ts';
import { type Payment, PaymentEntity } from './payment.entity.ts';

export interface PaymentFilters extends ListFilters {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly partnerId?: string | null;
  readonly trancheId?: string | null;
}

const list = listing<Payment, PaymentFilters>(PaymentEntity, {
  equals: ['province', 'edition', 'partnerId', 'trancheId'],
});

/** @throws RefusalError when the caller asks for another's */
export const listPayments = async (asked: PaymentFilters, context: SubgraphContext) =>
  list(withinScope(context, asked), context);

/** The payments on tranches, the first first. */
export const paymentsOfTranche = (context: SubgraphContext) =>
  context.loader<string, readonly Payment[]>('payments on a tranche', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(PaymentEntity, 'payment')
      .where('payment.trancheId = any(:ids)', { ids: [...ids] })
      .orderBy('payment.paidOn')
      .addOrderBy('payment.id')
      .getMany();
    const found = Map.groupBy(rows, (row) => row.trancheId);
    return ids.map((id) => found.get(id) ?? []);
  });
