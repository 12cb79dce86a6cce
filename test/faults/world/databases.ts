import { Client } from 'pg';
import type { Service } from './instances.ts';

/** The five databases, from behind: with the rights of the superuser, for looking and for being in the way. */
export interface Databases {
  /** One statement on a connection of its own. */
  rows<Row>(service: Service, sql: string, params?: unknown[]): Promise<Row[]>;
  /** A connection that is kept while `work` lasts; what it holds is let go with it. */
  connected<Result>(service: Service, work: (client: Client) => Promise<Result>): Promise<Result>;
}

export function databasesAt(superuserUrl: string): Databases {
  async function connected<Result>(service: Service, work: (client: Client) => Promise<Result>) {
    const url = new URL(superuserUrl);
    url.pathname = `/awrach_${service}`;
    const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 10_000 });
    // A server that is killed says so twice: to whoever asks, and here to nobody.
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined); // A connection that is lost is closed.
    }
  }
  return {
    connected,
    rows: <Row>(service: Service, sql: string, params: unknown[] = []) =>
      connected(service, async (client) => {
        const { rows } = await client.query(sql, params);
        return rows as Row[]; // The statement says what its rows are.
      }),
  };
}
