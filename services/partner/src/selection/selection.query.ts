import type { SubgraphContext } from '@awrach/subgraph';
import { type Selection, SelectionEntity } from './selection.entity.ts';

/** What committees decided on partners, by edition and province: all that one request asks for in one query. */
export const selectionsOfPartner = (context: SubgraphContext) =>
  context.loader<string, readonly Selection[]>('selections of a partner', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(SelectionEntity, 'selection')
      .where('selection.partnerId = any(:ids)', { ids: [...ids] })
      .orderBy('selection.edition')
      .addOrderBy('selection.province')
      .getMany();
    const found = Map.groupBy(rows, (row) => row.partnerId);
    return ids.map((id) => found.get(id) ?? []);
  });
