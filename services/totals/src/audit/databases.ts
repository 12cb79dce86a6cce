import type { Service } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import pg from 'pg';

export const sources = ['partner', 'worksite', 'employment', 'finance'] as const satisfies Service[];
export type Source = (typeof sources)[number];

export const auditedDatabases = [...sources, 'totals'] as const;
export type AuditedDatabase = (typeof auditedDatabases)[number];

/** One connection to each database, on which nothing can be written. */
export interface Databases extends AsyncDisposable, Record<AuditedDatabase, SqlClient> {}

/** @throws Error that names the database which cannot be reached */
export async function openDatabases(urls: Readonly<Record<AuditedDatabase, string>>): Promise<Databases> {
  await using opening = new AsyncDisposableStack();
  const connect = async (name: AuditedDatabase): Promise<SqlClient> => {
    const client = new pg.Client({
      connectionString: urls[name],
      application_name: 'awrach-audit',
      connectionTimeoutMillis: 10_000,
      // The role can only read; whoever gives another role does not make it write either.
      options: '-c default_transaction_read_only=on -c timezone=UTC',
    });
    client.on('error', () => undefined); // A connection that is lost fails the next query, which says so.
    try {
      await client.connect();
    } catch (error) {
      throw new Error(`The database of ${name} cannot be read: ${sayingOf(error)}`, { cause: error });
    }
    opening.defer(() => client.end());
    return {
      async query<Row>(sql: string, params: unknown[] = []) {
        try {
          const { rows, rowCount } = await client.query(sql, params);
          return { rows: rows as Row[] /* the caller knows its SQL */, rowCount: rowCount ?? 0 };
        } catch (error) {
          throw new Error(`The database of ${name} cannot be read: ${sayingOf(error)}`, { cause: error });
        }
      },
    };
  };
  const clients = {
    partner: await connect('partner'),
    worksite: await connect('worksite'),
    employment: await connect('employment'),
    finance: await connect('finance'),
    totals: await connect('totals'),
  };
  const opened = opening.move();
  return { ...clients, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Some errors of the network have no message of their own. */
const sayingOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(sayingOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
};
