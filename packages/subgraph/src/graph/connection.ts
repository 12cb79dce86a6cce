import { refuse } from '../refusal/catalogue.ts';
import { RefusalError } from '../refusal/refusal.ts';

/** Arguments of every list. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of a list, as Relay defines it. */
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

/** Which rows a page takes: as many as `size`, of those with an id above `after`. */
export interface PageWanted {
  readonly size: number;
  readonly after: string | null;
}

const usual = 50;
const most = 200;

/** @throws RefusalError `page.size`, `page.cursor` */
export function pageWanted({ first, after }: PageArguments): PageWanted {
  const size = first ?? usual;
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new RefusalError(refuse('page.size', 'first', { limit: most }));
  }
  return { size, after: after == null ? null : readCursor(after) };
}

/** @param rows up to one more than the page takes: that one tells that more follow */
export function connection<Node extends { readonly id: string }>(
  rows: readonly Node[],
  { size, after }: PageWanted,
  totalCount: () => Promise<number>,
): Connection<Node> {
  const nodes = rows.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

const cursorOf = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function readCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  if (hex.length !== 32) throw new RefusalError(refuse('page.cursor', 'after'));
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
