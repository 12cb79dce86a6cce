import { byId, type ListFilters, listing, type SubgraphContext } from '@awrach/subgraph';
import { requireReach } from '../reach.ts';
import { PlacementEntity } from './placement.entity.ts';
import type { Placement } from './placement.ts';

export interface PlacementFilters extends ListFilters {
  readonly province?: string | null;
  readonly worksiteId?: string | null;
  readonly personId?: string | null;
  readonly edition?: number | null;
  readonly status?: Placement['status'] | null;
}

const list = listing<Placement, PlacementFilters>(PlacementEntity, {
  equals: ['province', 'worksiteId', 'personId', 'edition', 'status'],
});

export const listPlacements = async (filters: PlacementFilters, context: SubgraphContext) =>
  list({ ...filters, province: requireReach(context, filters.province) ?? null }, context);

/**
 * The placements on a worksite. All are of its province, which decides who may see them and is not asked for again: so
 * worksites of many provinces share a query.
 */
export async function placementsOn(
  { id, province }: WorksitePlace,
  filters: PlacementFilters,
  context: SubgraphContext,
) {
  requireReach(context, province);
  return list({ ...filters, worksiteId: id }, context, 'worksiteId');
}

const placementLoader = byId(PlacementEntity);

/** One placement, for those who may know of it. @throws RefusalError `scope.other-province` */
export async function onePlacement(context: SubgraphContext, id: string): Promise<Placement | null> {
  const placement = await placementLoader(context).load(id);
  if (placement) requireReach(context, placement.province);
  return placement;
}

/** A worksite as far as its placements are asked for here: the province decides who may. */
export interface WorksitePlace {
  readonly id: string;
  readonly province: string;
}

/** Worksites by id, all that one request asks for in one query. */
export const worksiteLoader = (context: SubgraphContext) =>
  context.loader<string, WorksitePlace | null>('worksite', async (ids) => {
    const rows: WorksitePlace[] = await context.read.query(
      'select id, province from worksite where id = any($1::uuid[])',
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
