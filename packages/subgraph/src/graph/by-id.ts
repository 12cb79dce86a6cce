import type DataLoader from 'dataloader';
import type { EntitySchema } from 'typeorm';
import type { SubgraphContext } from '../context.ts';

/** Things of one kind by id: all that one request asks for come in one query. Null for what there is none of. */
export const byId =
  <Row extends { readonly id: string }>(entity: EntitySchema<Row>) =>
  (context: SubgraphContext): DataLoader<string, Row | null, string> =>
    context.loader<string, Row | null>(`${entity.options.name} by id`, async (ids) => {
      const rows = await context.read
        .createQueryBuilder(entity, 'row')
        .where('row.id = any(:ids)', { ids: [...ids] })
        .getMany();
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? null);
    });
