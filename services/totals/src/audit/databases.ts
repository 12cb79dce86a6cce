import type { Service } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import pg from 'pg';

export const sources = ['partner', 'worksite', 'employment', 'finance'] as const satisfies Service[];
export type Source = (typeof sources)[number];

export const auditedDatabases = [...sources, 'totals'] as const;
export type AuditedDatabase = (typeof auditedDatabases)[number];

/** One connection to each database, on which nothing can be written. */
export interface Databases extends Readonly<Record<AuditedDatabase, SqlClient>> {
  close(): Promise<void>;
}

/** @throws Error that names the database which cannot be reached */
export async function openDatabases(urls: Readonly<Record<AuditedDatabase, string>>): Promise<Databases> {
  const opened: pg.Client[] = [];
  const close = async () => void (await Promise.all(opened.map((client) => client.end())));
  const open = async (name: AuditedDatabase): Promise<SqlClient> => {
    const client = await connect(name, urls[name]);
    opened.push(client);
    return readerOf(name, client);
  };
  try {
    return {
      partner: await open('partner'),
      worksite: await open('worksite'),
      employment: await open('employment'),
      finance: await open('finance'),
      totals: await open('totals'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(name: AuditedDatabase, url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'awrach-audit',
    connectionTimeoutMillis: 10_000,
    // The role can only read; whoever gives another role does not make it write either.
    options: '-c default_transaction_read_only=on -c timezone=UTC',
  });
  client.on('error', () => undefined); // A connection that is lost fails the next query, which says so.
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw unreadable(name, error);
  }
}

const readerOf = (name: AuditedDatabase, client: pg.Client): SqlClient => ({
  async query<Row>(sql: string, params: unknown[] = []) {
    try {
      const { rows, rowCount } = await client.query(sql, params);
      return { rows: rows as Row[] /* the caller knows its SQL */, rowCount: rowCount ?? 0 };
    } catch (error) {
      throw unreadable(name, error);
    }
  },
});

const unreadable = (name: AuditedDatabase, cause: unknown) =>
  new Error(`The database of ${name} cannot be read: ${sayingOf(cause)}`, { cause });

/** Some errors of the network have no message of their own. */
const sayingOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(sayingOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
};
