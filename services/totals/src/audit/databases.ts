import type { Service } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import pg from 'pg';

export const auditedDatabases = [
  'partner',
  'worksite',
  'employment',
  'finance',
  'totals',
] as const satisfies Service[];

/** One connection to each database, on which nothing can be written. */
export interface Databases extends Readonly<Record<Service, SqlClient>> {
  close(): Promise<void>;
}

/** @throws Error that names the database which cannot be reached */
export async function openDatabases(urls: Readonly<Record<Service, string>>): Promise<Databases> {
  const clients: pg.Client[] = [];
  const close = async () => void (await Promise.all(clients.map((client) => client.end())));
  const open = async (name: Service): Promise<SqlClient> => {
    const client = await connect(name, urls[name]);
    clients.push(client);
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

async function connect(name: Service, url: string): Promise<pg.Client> {
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

const readerOf = (name: Service, client: pg.Client): SqlClient => ({
  async query<Row>(sql: string, params: unknown[] = []) {
    try {
      const { rows, rowCount } = await client.query(sql, params);
      return { rows: rows as Row[] /* the caller knows its SQL */, rowCount: rowCount ?? 0 };
    } catch (error) {
      throw unreadable(name, error);
    }
  },
});

const unreadable = (name: Service, cause: unknown) =>
  new Error(`The database of ${name} cannot be read: ${sayingOf(cause)}`, { cause });

/** Some errors of the network have no message of their own. */
const sayingOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(sayingOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
};
