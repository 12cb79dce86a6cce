import { byId, type ListFilters, listing, type SubgraphContext, today } from '@awrach/subgraph';
import { withinScope } from './owed.scope.ts';
import { type Tranche, TrancheEntity } from './tranche.entity.ts';

export interface TrancheFilters extends ListFilters {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly partnerId?: string | null;
  readonly status?: Tranche['status'] | null;
  readonly overdue?: boolean | null;
}

export const trancheLoader = byId(TrancheEntity);

const list = listing<Tranche, TrancheFilters>(TrancheEntity, {
  equals: ['province', 'edition', 'partnerId', 'status'],
  narrow: (query, { overdue }) => {
    if (overdue == null) return;
    const late = `(thing.status = 'DUE' and thing.payBy < :today)`;
    query.andWhere(overdue ? late : `not ${late}`, { today: today() });
  },
});

/**
 * @param parent by which many ask at once
 * @throws RefusalError when the caller asks for another's
 */
export const listTranches = async (
  asked: TrancheFilters,
  context: SubgraphContext,
  parent?: 'province' | 'partnerId',
) => list(withinScope(context, asked), context, parent);

/** The tranches of agreements, the first due first. */
export const tranchesOfAgreement = (context: SubgraphContext) =>
  context.loader<string, readonly Tranche[]>('tranches of an agreement', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(TrancheEntity, 'tranche')
      .where('tranche.agreementId = any(:ids)', { ids: [...ids] })
      .orderBy('tranche.dueOn')
      .addOrderBy('tranche.id')
      .getMany();
    const found = Map.groupBy(rows, (row) => row.agreementId);
    return ids.map((id) => found.get(id) ?? []);
  });
