import {
  type PageArguments,
  page,
  type ReceiptText,
  type SubgraphContext,
  sqlClientOf,
} from '@awrach/subgraph';
import { namingsOf } from '../agreement/naming.store.ts';
import { plans } from '../agreement/naming.ts';
import { WorksiteEntity } from './worksite.entity.ts';
import type { Worksite } from './worksite.ts';

export interface WorksiteFilters extends PageArguments {
  readonly province?: string | null;
  readonly commune?: string | null;
  readonly edition?: number | null;
  readonly status?: Worksite['status'] | null;
  readonly sector?: Worksite['sector'] | null;
  readonly including?: readonly ReceiptText[] | null;
}

export async function listWorksites(filters: WorksiteFilters, context: SubgraphContext) {
  await context.holding(filters.including);
  const query = context.read.createQueryBuilder(WorksiteEntity, 'worksite').where('true');
  for (const name of ['province', 'commune', 'edition', 'status', 'sector'] as const) {
    const wanted = filters[name];
    if (wanted != null) query.andWhere(`worksite.${name} = :${name}`, { [name]: wanted });
  }
  return page(query, filters);
}

/** Worksites by id, all that one request asks for in one query. */
export const worksiteLoader = (context: SubgraphContext) =>
  context.loader<string, Worksite | null>('worksite', async (ids) => {
    const rows = await context.read.createQueryBuilder(WorksiteEntity, 'worksite').whereInIds(ids).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });

/** Ids of the agreements that plan worksites, the oldest first, by worksite. */
export const planningLoader = (context: SubgraphContext) =>
  context.loader<string, readonly string[]>('agreements of a worksite', async (ids) => {
    const namings = await namingsOf(sqlClientOf(context.read), ids);
    return ids.map((id) => (namings.get(id) ?? []).filter(plans).map(({ agreementId }) => agreementId));
  });
