import type { EntitySchema, SelectQueryBuilder } from 'typeorm';
import type { SubgraphContext } from '../context.ts';
import type { ReceiptText } from '../write/receipt.ts';
import {
  type Connection,
  connection,
  type PageArguments,
  type PageWanted,
  pageWanted,
} from './connection.ts';

/** What every list can be asked. */
export interface ListFilters extends PageArguments {
  /** Writes that the answer must contain. */
  readonly including?: readonly ReceiptText[] | null;
}

interface Listed {
  readonly id: string;
}

/** A property and the filter of its name. */
type Compared<Node, Filters> = keyof Node & keyof Filters & string;

interface ListingOptions<Node, Filters> {
  /** Filters that compare a property of the same name. */
  readonly equals: readonly Compared<Node, Filters>[];
  /** Conditions that are more than an equality. */
  readonly narrow?: (query: SelectQueryBuilder<Node & Listed>, filters: Filters) => void;
}

/**
 * A list of things as the graph gives it: filtered, in the order of ids (for most things the order in which they were
 * made), page by page.
 * @returns a function that throws RefusalError `page.size`, `page.cursor`, and what `holding` of the context throws. Where `parent` names the
 *   filter by which many parents ask at once (the agreements of each of 75 provinces), one query answers all, whatever else they filter by.
 */
export function listing<Node extends Listed, Filters extends ListFilters>(
  entity: EntitySchema<Node>,
  { equals, narrow }: ListingOptions<Node, Filters>,
): (
  filters: Filters,
  context: SubgraphContext,
  parent?: Compared<Node, Filters>,
) => Promise<Connection<Node>> {
  const select = (context: SubgraphContext, filters: Filters, except?: string) => {
    const query = context.read.createQueryBuilder(entity, 'thing').where('true');
    for (const name of equals) {
      const wanted = filters[name];
      if (wanted != null && name !== except) query.andWhere(`thing.${name} = :${name}`, { [name]: wanted });
    }
    narrow?.(query, filters);
    return query;
  };

  return async (filters, context, column) => {
    const wanted = pageWanted(filters);
    await context.holding(filters.including);
    if (column === undefined) {
      const query = select(context, filters);
      return connection(await pageOf(query, wanted), wanted, () => query.getCount());
    }
    // Parents that ask the same of different rows share a loader.
    const { [column]: parent, including: _, ...same } = filters;
    const name = `${entity.options.name} by ${column} ${JSON.stringify(same)}`;
    const pages = context.loader<unknown, readonly Node[]>(name, (parents) =>
      pagesOf(select(context, filters, column), column, parents, wanted),
    );
    const counts = context.loader<unknown, number>(`count of ${name}`, (parents) =>
      countsOf(select(context, filters, column), column, parents),
    );
    return connection(await pages.load(parent), wanted, () => counts.load(parent));
  };
}

function pageOf<Node extends Listed>(
  query: SelectQueryBuilder<Node>,
  { size, after }: PageWanted,
): Promise<Node[]> {
  const page = query
    .clone()
    .orderBy('thing.id')
    .take(size + 1);
  if (after !== null) page.andWhere('thing.id > :after', { after });
  return page.getMany();
}

/** Each parent's page, by one query that numbers each parent's rows and one that reads those that are on a page. */
async function pagesOf<Node extends Listed>(
  query: SelectQueryBuilder<Node>,
  column: string,
  parents: readonly unknown[],
  { size, after }: PageWanted,
): Promise<Node[][]> {
  const [only] = parents;
  if (parents.length === 1) {
    return [await pageOf(query.andWhere(`thing.${column} = :only`, { only }), { size, after })];
  }
  const numbered = query
    .clone()
    .select('thing.id', 'id')
    .addSelect(`row_number() over (partition by thing.${column} order by thing.id)`, 'number')
    .andWhere(`thing.${column} = any(:parents)`, { parents });
  if (after !== null) numbered.andWhere('thing.id > :after', { after });
  const [sql, params] = numbered.getQueryAndParameters();
  const onPage: Listed[] = await query.connection.query(
    `select id from (${sql}) numbered where number <= $${params.length + 1}`,
    [...params, size + 1],
  );
  if (onPage.length === 0) return parents.map(() => []);
  const rows = await query
    .clone()
    .where('thing.id = any(:ids)', { ids: onPage.map(({ id }) => id) })
    .orderBy('thing.id')
    .getMany();
  const byParent = Map.groupBy(
    rows,
    (row) => (row as Record<string, unknown>)[column],
  ); /* a property of the entity */
  return parents.map((parent) => byParent.get(parent) ?? []);
}

async function countsOf<Node extends Listed>(
  query: SelectQueryBuilder<Node>,
  column: string,
  parents: readonly unknown[],
): Promise<number[]> {
  const rows: { parent: unknown; count: string }[] = await query
    .select(`thing.${column}`, 'parent')
    .addSelect('count(*)', 'count')
    .andWhere(`thing.${column} = any(:parents)`, { parents })
    .groupBy(`thing.${column}`)
    .getRawMany();
  const counts = new Map(rows.map(({ parent, count }) => [parent, Number(count)]));
  return parents.map((parent) => counts.get(parent) ?? 0);
}
