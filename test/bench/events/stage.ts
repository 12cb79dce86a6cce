import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureTopics, type Log, messagingSchema, startRelay } from '@awrach/messaging';
import pg from 'pg';
import { startKafka } from '../../../infra/local/src/kafka/kafka.ts';
import { nodeFlags } from '../../../infra/local/src/launcher/own-process.ts';
import { clone } from '../../../infra/local/src/places.ts';
import { createServiceDatabases } from '../../../infra/local/src/postgres/databases.ts';
import { startPostgres } from '../../../infra/local/src/postgres/postgres.ts';
import { freshState } from '../launched.ts';
import { descendants, processorSeconds } from '../processes.ts';
import { contracts, toldType } from './told.ts';

/** PostgreSQL and Kafka as `npm start` has them, one source with all events, and totals. */
export interface Stage extends AsyncDisposable {
  readonly brokers: string;
  readonly totalsUrl: string;
  /** The source's database; its role has the rights of a service. */
  readonly source: pg.Pool;
  readonly totals: pg.Pool;
  /** Seconds that PostgreSQL, and that Kafka, have kept a processor busy. */
  processorSeconds(): { postgres: number; kafka: number };
  /** Sends all that stands in the outbox. @returns milliseconds from the first row that was taken off to the last */
  relayAll(): Promise<{ rows: number; ms: number }>;
  /** One instance of totals, as `npm start` runs it. Fulfilled when it is ready, which is when it has caught up. */
  startTotals(): Promise<RunningTotals>;
}

export interface RunningTotals {
  readonly address: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const silent: Log = { debug() {}, info() {}, warn: console.warn, error: console.error };

export async function openStage(): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  const { remove, stateFolder } = freshState();
  opening.defer(remove);
  const postgres = await startPostgres({ dir: join(stateFolder, 'postgres') });
  opening.defer(postgres.stop);
  const kafka = await startKafka({ dir: join(stateFolder, 'kafka') });
  opening.defer(kafka.stop);
  const { brokers } = kafka;
  const urls = await createServiceDatabases(postgres.url, { employment: 'source', totals: 'totals' });
  const [source, totals] = [urls.employment, urls.totals].map((url) => {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined); // The server ends before the pool does.
    opening.defer(() => pool.end());
    return pool;
  }) as [pg.Pool, pg.Pool]; // two urls make two pools
  await source.query(`${messagingSchema}; ${toldType}`);
  await ensureTopics(brokers, contracts, { replication: 1, minInsync: 1, log: silent });

  const left = async () => Number((await source.query('select count(*) from outbox')).rows[0].count);
  const opened = opening.move();
  return {
    brokers,
    totalsUrl: urls.totals,
    source,
    totals,
    processorSeconds: () => ({ postgres: busy(postgres.pid), kafka: busy(kafka.pid) }),
    async relayAll() {
      const rows = await left();
      const relay = startRelay({
        databaseUrl: urls.employment,
        brokers,
        service: 'employment',
        contracts,
        replication: 1,
        minInsync: 1,
        log: silent,
      });
      try {
        while (relay.figures().sent === 0) await sleep(1);
        const [began, sentBefore] = [performance.now(), relay.figures().sent];
        while (relay.figures().sent < rows) await sleep(5);
        return { rows: rows - sentBefore, ms: performance.now() - began };
      } finally {
        await relay.stop();
      }
    },
    startTotals: () => startTotals(urls.totals, brokers),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const busy = (pid: number): number =>
  [pid, ...descendants(pid)].reduce((sum, one) => sum + processorSeconds(one), 0);

async function startTotals(databaseUrl: string, brokers: string): Promise<RunningTotals> {
  const child = spawn(process.execPath, [...nodeFlags('totals'), 'dist/main.js'], {
    cwd: join(clone, 'services/totals'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: brokers,
      OIDC_ISSUER: 'http://127.0.0.1:9/',
      OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
    },
  });
  const ended = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error('totals ended before it was ready')));
    createInterface(child.stdout).on('line', (line) => {
      const said = line.startsWith('{') ? JSON.parse(line) : {};
      if (said.msg === 'ready') resolve(said.address);
      if (said.level === 'error') console.error(line);
    });
  });
  return {
    address,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** How many events totals has taken in. */
export async function takenIn(totals: pg.Pool): Promise<number> {
  const { rows } = await totals.query(
    `select coalesce(sum(next_offset), 0) as events from consumed_offset
     where generation = (select generation from head)`,
  );
  return Number(rows[0].events);
}
