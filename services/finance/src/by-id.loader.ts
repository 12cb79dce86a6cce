import type { SubgraphContext } from '@awrach/subgraph';
import type { EntitySchema } from 'typeorm';

/** Rows of one entity by id: all that one request asks for come in one query. */
export const byId =
  <Row extends { readonly id: string }>(entity: EntitySchema<Row>) =>
  (context: SubgraphContext) =>
    context.loader<string, Row | null>(`${entity.options.name} by id`, async (ids) => {
      const rows = await context.read
        .createQueryBuilder(entity, 'row')
        .whereInIds([...ids])
        .getMany();
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? null);
    });
