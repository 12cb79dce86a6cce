import { randomBytes, randomUUID } from 'node:crypto';
import { type EnvelopeState, envelope, type ThingContract, type ThingState } from '@awrach/contracts';
import { type FreshDatabase, freshDatabase, testServers } from '@awrach/local';
import {
  type Consumer,
  type ConsumerOptions,
  ensureTopics,
  type Log,
  messagingSchema,
  nextStamp,
  type Received,
  type Relay,
  type RelayOptions,
  recordEvent,
  type SqlClient,
  startConsumer,
  startRelay,
  type Transact,
  wakeRelay,
} from '@awrach/messaging';
import pg from 'pg';
import { until } from '../../../test/testkit/until.ts';
import { partitionOf } from '../src/partition.ts';

/** A thing of the tests' own topic, so that tests share one Kafka. */
export type TestContract = ThingContract<EnvelopeState, 'opened' | 'raised' | 'lowered' | 'drawn'>;

export const ownContract = (): TestContract => ({
  ...envelope,
  topic: `awrach.test-${randomBytes(5).toString('hex')}.envelope`,
});

/** Keeps what was logged, so that a test can ask. */
export interface KeptLog extends Log {
  lines: { level: string; message: string; fields: object }[];
}

export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
    if (process.env.SHOW_LOG) console.log(level, message, fields);
  };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A service's own database with the tables of messaging, as the tests use it. */
export interface Town extends AsyncDisposable {
  url: string;
  pool: pg.Pool;
  client: SqlClient;
  transact: Transact<SqlClient>;
}

/** @param database where the test has a server of its own */
export async function openTown(name: string, database?: FreshDatabase): Promise<Town> {
  const { url, drop } = database ?? (await freshDatabase(name));
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  pool.on('error', () => undefined); // Tests end sessions on purpose.
  await pool.query(messagingSchema);
  await pool.query(
    'create table applied (n bigint generated always as identity, thing text, version bigint, fresh boolean)',
  );
  const transact: Transact<SqlClient> = async (work) => {
    const connection = await pool.connect();
    let broken: Error | undefined;
    const note = (error: Error) => {
      broken = error;
    };
    connection.on('error', note);
    try {
      await connection.query('begin');
      const result = await work(sqlOf(connection));
      await connection.query('commit');
      return result;
    } catch (error) {
      await connection.query('rollback').catch(note);
      throw error;
    } finally {
      connection.off('error', note);
      connection.release(broken);
    }
  };
  return {
    url,
    pool,
    client: sqlOf(pool),
    transact,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await drop();
    },
  };
}

export const sqlOf = (queryable: pg.Pool | pg.ClientBase): SqlClient => ({
  async query<Row>(sql: string, params?: unknown[]) {
    const { rows, rowCount } = await queryable.query(sql, params);
    return { rows: rows as Row[], rowCount: rowCount ?? 0 };
  },
});

export const topicsOf = (contracts: readonly ThingContract<unknown>[]) =>
  ensureTopics(testServers().brokers, contracts, { replication: 1, minInsync: 1, log: keptLog() });

export function relayOf(
  town: Town,
  contracts: readonly ThingContract<unknown>[],
  more: Partial<RelayOptions> = {},
): Relay {
  return startRelay({
    databaseUrl: town.url,
    brokers: testServers().brokers,
    service: 'finance',
    contracts,
    log: keptLog(),
    replication: 1,
    minInsync: 1,
    ...more,
  });
}

/** Notes each event it gets in the table `applied`. */
export function consumerOf<Data = ThingState>(
  town: Town,
  contracts: readonly ThingContract[],
  more: Partial<ConsumerOptions<SqlClient, Data>> = {},
): Consumer {
  return startConsumer<SqlClient, Data>({
    brokers: testServers().brokers,
    group: `test-${contracts[0]?.topic}`,
    service: 'totals',
    contracts,
    transact: town.transact,
    apply: note,
    log: keptLog(),
    ...more,
  });
}

export async function note(tx: SqlClient, batch: Received<unknown>[]): Promise<void> {
  await tx.query(
    'insert into applied (thing, version, fresh) select * from unnest($1::text[], $2::bigint[], $3::boolean[])',
    [batch.map(({ thing }) => thing), batch.map(({ version }) => version), batch.map(({ fresh }) => fresh)],
  );
}

/** An id of a thing whose events lie in this partition. */
export function idIn(partition: number): string {
  for (;;) {
    const id = randomUUID();
    if (partitionOf(id) === partition) return id;
  }
}

export function envelopeState(id: string, version: number, recordedAt: string): EnvelopeState {
  return {
    id,
    version,
    recordedAt,
    province: '05.301',
    edition: 2022,
    commune: null,
    amount: `${version}.00`,
    reserved: '0.00',
  };
}

/** Records one version of a thing in a transaction of its own. */
export async function write(
  town: Town,
  contract: TestContract,
  id: string = randomUUID(),
  version = 1,
): Promise<string> {
  await town.transact(async (tx) => {
    await recordEvent(tx, contract, 'raised', envelopeState(id, version, await nextStamp(tx, null)));
  });
  wakeRelay(town.client);
  return id;
}

/** Asks until it is so; longer than other tests do, since a consumer group may have to be joined anew. */
export const eventually = <Seen>(
  ask: () => Promise<Seen> | Seen,
  isSo: (seen: Seen) => boolean,
  ms = 45_000,
): Promise<Seen> => until('what is waited for', async () => ask(), isSo, ms);

export async function applied(town: Town): Promise<{ thing: string; version: number; fresh: boolean }[]> {
  const { rows } = await town.pool.query(
    'select thing, version::int as version, fresh from applied order by n',
  );
  return rows;
}

export async function outboxDepth(town: Town): Promise<number> {
  const { rows } = await town.pool.query('select count(*)::int as depth from outbox');
  return rows[0].depth;
}
