import type { ThingContract, ThingState } from '@awrach/contracts';
import { freshDatabase } from '@awrach/local';
import {
  messagingSchema,
  type Received,
  type SqlClient,
  type SqlTransaction,
  sqlOf,
  type Transact,
  transactionOf,
} from '@awrach/messaging';
import pg from 'pg';
import { consumerSettings } from '../src/applying/apply.ts';
import type { Contribution } from '../src/contribution/contribution.ts';
import { migrations } from '../src/migrations/migrations.ts';

/** A database with the tables of totals, and nothing else of the service. */
export interface Scratch extends AsyncDisposable {
  readonly url: string;
  readonly sql: SqlClient;
  readonly transact: Transact<SqlTransaction>;
}

export async function openScratch(): Promise<Scratch> {
  const { url, drop } = await freshDatabase('totals_scratch');
  const pool = new pg.Pool({ connectionString: url, max: 6 });
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  await pool.query(messagingSchema);
  // A migration asks nothing of TypeORM's runner but to run SQL.
  for (const Migration of migrations) await new Migration().up(pool as never);
  return {
    url,
    sql: sqlOf(pool),
    transact: transactOn(pool),
    async [Symbol.asyncDispose]() {
      await pool.end();
      await drop();
    },
  };
}

/** Runs work in transactions of connections of this pool. */
export const transactOn =
  (pool: pg.Pool): Transact<SqlTransaction> =>
  async (work) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(transactionOf(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  };

/** An event as the consumer hands it on. */
export function received(contract: ThingContract, data: ThingState): Received<Contribution> {
  const event = {
    contract,
    topic: contract.topic,
    partition: 0,
    offset: 0,
    thing: data.id,
    version: data.version,
    recordedAt: data.recordedAt,
    data,
    fresh: false,
  };
  return { ...event, data: consumerSettings.extract(event) };
}
