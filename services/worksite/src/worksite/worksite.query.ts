import { byId, type ListFilters, listing, type SubgraphContext, sqlClientOf } from '@awrach/subgraph';
import { namingsOf } from '../agreement/naming.store.ts';
import { plans } from '../agreement/naming.ts';
import { WorksiteEntity } from './worksite.entity.ts';
import type { Worksite } from './worksite.ts';

export interface WorksiteFilters extends ListFilters {
  readonly province?: string | null;
  readonly commune?: string | null;
  readonly edition?: number | null;
  readonly status?: Worksite['status'] | null;
  readonly sector?: Worksite['sector'] | null;
}

export const listWorksites = listing<Worksite, WorksiteFilters>(WorksiteEntity, {
  equals: ['province', 'commune', 'edition', 'status', 'sector'],
});

export const worksiteLoader = byId(WorksiteEntity);

/** Ids of the agreements that plan worksites, the oldest first, by worksite. */
export const planningLoader = (context: SubgraphContext) =>
  context.loader<string, readonly string[]>('agreements of a worksite', async (ids) => {
    const namings = await namingsOf(sqlClientOf(context.read), ids);
    return ids.map((id) => (namings.get(id) ?? []).filter(plans).map(({ agreementId }) => agreementId));
  });
