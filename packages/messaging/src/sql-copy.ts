import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';

/** The values of a row's columns, in their order. */
export type CopiedRow = readonly (string | number | bigint)[];

/**
 * Adds rows to a table by `copy`.
 * @throws what PostgreSQL refuses, like any statement: none of the rows is kept
 */
export async function copyInto(client: ClientBase, into: string, rows: readonly CopiedRow[]): Promise<void> {
  const text = copyText(rows); // Before it is begun: a copy that nobody ends holds its connection for good.
  const stream = client.query(from(`copy ${into} from stdin`));
  const done = finished(stream);
  // All at once: a stream that still has something to write when PostgreSQL refuses a row cannot be ended.
  stream.end(text);
  await done;
}

const special = /[\\\t\n\r]/;
const specials = /[\\\t\n\r]/g;
const escaped: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** The rows in the text format of `copy`. */
function copyText(rows: readonly CopiedRow[]): string {
  let text = '';
  for (const row of rows) text += `${(row.some(isSpecial) ? row.map(plain) : row).join('\t')}\n`;
  return text;
}

const isSpecial = (value: string | number | bigint): boolean =>
  typeof value === 'string' && special.test(value);

const plain = (value: string | number | bigint): string | number | bigint =>
  typeof value === 'string' ? value.replace(specials, (one) => escaped[one] ?? one) : value;
