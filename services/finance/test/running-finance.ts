import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { agreement, type ThingState, worksite } from '@awrach/contracts';
import { freshDatabase, startKafka } from '@awrach/local';
import {
  encodeReceipt,
  ensureTopics,
  type Log,
  messagingSchema,
  nextStamp,
  type Received,
  recordEvent,
  republish,
  type SqlClient,
  startRelay,
  wakeRelay,
} from '@awrach/messaging';
import pg from 'pg';
import {
  type Caller,
  localIssuer,
  makeKey,
  serveKeys,
  signToken,
} from '../../../infra/local/src/identity/issuer.ts';

/** The service as it runs, between a Kafka of its own and whoever tells it of agreements and worksites. */
export interface RunningFinance extends AsyncDisposable {
  /** Asks with a token of that role, or with none. @throws Error with the answer's errors */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has just asked for
  ask(caller: Caller | undefined, query: string, variables?: object): Promise<any>;
  /** Records an event at its source. @returns the receipt */
  tell(event: string, told: Received): Promise<string>;
  /** Sends all that was ever told again, as after a topic was made anew. */
  tellAllAgain(): Promise<void>;
  /** The service's own database. */
  readonly database: pg.Pool;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  start(): Promise<void>;
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const topicSettings = { replication: 1, minInsync: 1, log: quiet };
const told = [agreement, worksite];
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Agreements and worksites come from one database here; finance cannot tell. */
export async function runFinance(): Promise<RunningFinance> {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-finance-'));
  const kafka = await startKafka({ dir: join(folder, 'kafka') });
  const { brokers } = kafka;
  await makeKey(folder);
  const issuer = await serveKeys(folder);
  const [own, source] = await Promise.all([freshDatabase('finance'), freshDatabase('partner')]);
  const [database, sources] = [own, source].map(({ url }) => openPool(url)) as [pg.Pool, pg.Pool]; // as many as were mapped
  await sources.query(messagingSchema);
  await ensureTopics(brokers, told, topicSettings);
  const relay = startRelay({
    databaseUrl: source.url,
    brokers,
    service: 'partner',
    contracts: told,
    ...topicSettings,
  });

  let child: ChildProcess;
  let address = '';
  const kill = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const start = async () => {
    child = spawn(process.execPath, ['--conditions=source', main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: own.url,
        KAFKA_BROKERS: brokers,
        OIDC_ISSUER: localIssuer,
        OIDC_JWKS_URL: issuer.jwksUrl,
      },
    });
    address = await readyAddress(child);
  };
  await start();

  return {
    database,
    start,
    kill,
    async ask(caller, query, variables = {}) {
      const token = caller && (await signToken(folder, caller));
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as { data?: unknown; errors?: unknown };
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
    async tell(event, { contract, data }) {
      return inTransaction(sources, async (tx) => {
        const recordedAt = await nextStamp(tx, null);
        await recordEvent<ThingState, string>(tx, contract, event, { ...data, recordedAt });
        return encodeReceipt([{ topic: contract.topic, thing: data.id, version: data.version }]);
      });
    },
    tellAllAgain: () =>
      inTransaction(sources, async (tx) => {
        await republish(
          tx,
          told.map(({ topic }) => topic),
        );
      }),
    async [Symbol.asyncDispose]() {
      await kill('SIGTERM');
      await relay.stop();
      await Promise.all([database.end(), sources.end(), issuer.stop()]);
      await Promise.all([own.drop(), source.drop(), kafka.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  return pool;
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: SqlClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const tx: SqlClient = {
    async query<Row>(sql: string, params: unknown[] = []) {
      const { rows, rowCount } = await client.query(sql, params);
      return { rows: rows as Row[] /* the caller knows its SQL */, rowCount: rowCount ?? 0 };
    },
  };
  try {
    await client.query('begin');
    const result = await work(tx);
    await client.query('commit');
    wakeRelay(tx);
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

function readyAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', (code) => reject(new Error(`The service ended with ${code} before it was ready.`)));
  if (!child.stdout) throw new Error('The service has no output.');
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line);
    if (said.msg === 'ready') resolve(said.address);
  });
  return promise;
}
