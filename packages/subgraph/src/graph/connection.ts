import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { refuse } from '../refusal/catalogue.ts';
import { RefusalError } from '../refusal/refusal.ts';

/** Arguments of every list. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Counted only when somebody asks. */
  readonly totalCount: () => Promise<number>;
}

const usual = 50;
const most = 200;

/**
 * One page of a query's rows in the order of their ids (for most things the order in which they were made).
 * @param query selects from one entity under `alias`, filters applied, no order of its own
 * @throws RefusalError `page.size`, `page.cursor`
 */
export async function page<Node extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Node>,
  { first, after }: PageArguments,
): Promise<Connection<Node>> {
  const size = first ?? usual;
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new RefusalError(refuse('page.size', 'first', { limit: most }));
  }
  const id = `${query.alias}.id`;
  const wanted = query
    .clone()
    .orderBy(id, 'ASC')
    .take(size + 1);
  if (after != null) wanted.andWhere(`${id} > :pageAfter`, { pageAfter: readCursor(after) });
  const rows = await wanted.getMany();
  const nodes = rows.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => query.getCount(),
  };
}

const cursorOf = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function readCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  if (hex.length !== 32) throw new RefusalError(refuse('page.cursor', 'after'));
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
