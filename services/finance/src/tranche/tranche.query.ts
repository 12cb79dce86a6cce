import { type PageArguments, page, type ReceiptText, type SubgraphContext, today } from '@awrach/subgraph';
import { byId } from '../by-id.loader.ts';
import { withinScope } from './owed.scope.ts';
import { type Tranche, TrancheEntity } from './tranche.entity.ts';

export interface TrancheFilters extends PageArguments {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly partnerId?: string | null;
  readonly status?: Tranche['status'] | null;
  readonly overdue?: boolean | null;
  readonly including?: readonly ReceiptText[] | null;
}

export const trancheLoader = byId(TrancheEntity);

/** @throws RefusalError when the caller asks for another's */
export async function listTranches(asked: TrancheFilters, context: SubgraphContext) {
  const filters = withinScope(context, asked);
  await context.holding(filters.including);
  const query = context.read.createQueryBuilder(TrancheEntity, 'tranche').where('true');
  for (const name of ['province', 'edition', 'partnerId', 'status'] as const) {
    const wanted = filters[name];
    if (wanted != null) query.andWhere(`tranche.${name} = :${name}`, { [name]: wanted });
  }
  if (filters.overdue != null) {
    const overdue = `(tranche.status = 'DUE' and tranche.payBy < :today)`;
    query.andWhere(filters.overdue ? overdue : `not ${overdue}`, { today: today() });
  }
  return page(query, filters);
}

/** The tranches of agreements, the first due first. */
export const tranchesOfAgreement = (context: SubgraphContext) =>
  context.loader<string, readonly Tranche[]>('tranches of an agreement', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(TrancheEntity, 'tranche')
      .where('tranche.agreementId in (:...ids)', { ids })
      .orderBy('tranche.dueOn')
      .addOrderBy('tranche.id')
      .getMany();
    return ids.map((id) => rows.filter((row) => row.agreementId === id));
  });
