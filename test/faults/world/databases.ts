import { setTimeout as sleep } from 'node:timers/promises';
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

/** Milliseconds within which a database, which may be down by another fault, must answer. */
const patience = 60_000;

/** Does it again until the database lets it happen. */
export async function tryAgain<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
