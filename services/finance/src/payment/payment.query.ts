import { type PageArguments, page, type ReceiptText, type SubgraphContext } from '@awrach/subgraph';
import { byId } from '../by-id.loader.ts';
import { withinScope } from '../tranche/owed.scope.ts';
import { type Payment, PaymentEntity } from './payment.entity.ts';

export interface PaymentFilters extends PageArguments {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly partnerId?: string | null;
  readonly trancheId?: string | null;
  readonly including?: readonly ReceiptText[] | null;
}

export const paymentLoader = byId(PaymentEntity);

/** @throws RefusalError when the caller asks for another's */
export async function listPayments(asked: PaymentFilters, context: SubgraphContext) {
  const filters = withinScope(context, asked);
  await context.holding(filters.including);
  const query = context.read.createQueryBuilder(PaymentEntity, 'payment').where('true');
  for (const name of ['province', 'edition', 'partnerId', 'trancheId'] as const) {
    const wanted = filters[name];
    if (wanted != null) query.andWhere(`payment.${name} = :${name}`, { [name]: wanted });
  }
  return page(query, filters);
}

/** The payments on tranches, the first first. */
export const paymentsOfTranche = (context: SubgraphContext) =>
  context.loader<string, readonly Payment[]>('payments on a tranche', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(PaymentEntity, 'payment')
      .where('payment.trancheId in (:...ids)', { ids })
      .orderBy('payment.paidOn')
      .addOrderBy('payment.id')
      .getMany();
    return ids.map((id) => rows.filter((row) => row.trancheId === id));
  });
