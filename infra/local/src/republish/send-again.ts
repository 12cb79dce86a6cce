import { republish, type SqlClient, wakeRelay } from '@awrach/messaging';
import { Client } from 'pg';

/**
 * Puts all events of some topics of one service into its outbox again, in one transaction.
 * @param url the service's database, as the service
 * @returns how many events each topic has
 */
export async function sendAgain(url: string, topics: readonly string[]): Promise<Map<string, number>> {
  const client = new Client({ connectionString: url, application_name: 'awrach-republish' });
  client.on('error', () => undefined); // A connection that is lost fails the statement, which says so.
  await client.connect();
  try {
    const sql: SqlClient = {
      async query<Row>(text: string, params: unknown[] = []) {
        const { rows, rowCount } = await client.query(text, params);
        return { rows: rows as Row[] /* the caller knows its SQL */, rowCount: rowCount ?? 0 };
      },
    };
    await client.query('begin');
    const counts = await republish(sql, topics);
    await client.query('commit');
    // The relay would find them by itself; `end` waits until it was told.
    wakeRelay(sql);
    return counts;
  } finally {
    await client.end(); // What was not committed is rolled back.
  }
}
