import { atMost } from '../at-most.ts';
import { PreparingClient } from '../preparing-client.ts';
import { type SqlClient, sqlOf } from '../sql-client.ts';
import { beat } from './lock.ts';
import { wakeChannel } from './wake.ts';

/** How long the database may leave a heartbeat unanswered. */
const silentMs = 15_000;

/**
 * One database session of a relay: its lock, its ear, and all its statements are on the same connection. What is asked there
 * before the former answer has come is sent at once, and carried out after what was asked before it.
 */
export interface Session {
  client: SqlClient;
  isGone(): boolean;
  /** What `work` resolves to, unless the session ends first: then it throws why. */
  orGone<Result>(work: Promise<Result>): Promise<Result>;
  /** Says that the holder lives; a database that does not answer ends the session. */
  beat(): void;
  /** Waits for a NOTIFY or a `wake`, at most `ms`. One that came since the last wait counts. */
  woken(ms: number, signal: AbortSignal): Promise<boolean>;
  /** As a NOTIFY does. */
  wake(): void;
  databaseName(): Promise<string>;
  inTransaction(work: (tx: SqlClient) => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

export async function openSession(databaseUrl: string, name: string): Promise<Session> {
  const client = new PreparingClient({
    connectionString: databaseUrl,
    application_name: name,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    pipeline: true,
  });
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined); // It is heard where somebody waits; else nobody needs to.
  let isGone = false;
  let notified = false;
  let wake = () => {};
  const end = (reason: Error) => {
    isGone = true;
    gone.reject(reason);
    wake();
  };
  client.on('error', end);
  client.on('end', () => end(new Error('The database session ended.')));
  const notice = () => {
    notified = true;
    wake();
  };
  client.on('notification', notice);
  await client.connect();
  await client.query(`listen ${wakeChannel}`);

  const sql = sqlOf(client);
  return {
    client: sql,
    isGone: () => isGone,
    orGone: (work) => Promise.race([work, gone.promise]),
    beat() {
      const silence = setTimeout(() => end(new Error('The database does not answer.')), silentMs);
      beat(sql).then(() => clearTimeout(silence), end);
    },
    async woken(ms, signal) {
      if (!notified && ms > 0 && !isGone && !signal.aborted) {
        const rested = Promise.withResolvers<void>();
        wake = rested.resolve;
        const timer = setTimeout(wake, ms);
        signal.addEventListener('abort', wake);
        await rested.promise;
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
      }
      const was = notified;
      notified = false;
      return was;
    },
    wake: notice,
    async databaseName() {
      const { rows } = await sql.query<{ database: string }>('select database from relay');
      return rows[0]?.database ?? '';
    },
    async inTransaction(work) {
      await sql.query('begin');
      await work(sql);
      await sql.query('commit'); // Where work throws, the session is closed, and with it the transaction.
    },
    async close() {
      await atMost(
        1_000,
        client.end().catch(() => undefined),
      );
    },
  };
}
