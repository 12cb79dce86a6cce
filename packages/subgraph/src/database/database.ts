import {
  copyInto,
  messagingSchema,
  PreparingClient,
  type SqlClient,
  type SqlTransaction,
} from '@awrach/messaging';
import pg from 'pg';
import { DataSource, type EntityManager, type EntitySchema, type MigrationInterface } from 'typeorm';
import { recordKeeping } from './record-keeping.ts';

export interface DatabaseSettings {
  readonly url: string;
  readonly applicationName: string;
  // biome-ignore lint/suspicious/noExplicitAny: a list of entities of different shapes has no common parameter
  readonly entities: readonly EntitySchema<any>[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** See `PreparingConfig`; without it, a statement may take as long as it takes. */
  readonly answersWithinMs?: number;
}

/** Statements of a service end after 30 s (DESIGN §5); to wait longer is to wait for a host that is gone. */
export const answersWithinMs = 40_000;

/** How long a request waits for a connection, or for the host to answer: as long as the gateway waits for the request. */
const connectedWithinMs = 10_000;

const timestamptz = 1184;
const date = 1082;

/**
 * Opens a service's own database and brings it to this version's shape.
 * Instances that start at once migrate one after the other (a session advisory lock, so a direct connection).
 */
export async function openDatabase(settings: DatabaseSettings): Promise<DataSource> {
  await migrate(settings);
  const source = new DataSource({
    ...common(settings),
    poolSize: 8,
    extra: {
      ...connection,
      options: '-c timezone=UTC',
      keepAlive: true,
      connectionTimeoutMillis: connectedWithinMs,
      answersWithinMs: settings.answersWithinMs,
    },
  });
  return source.initialize();
}

const connection = { Client: PreparingClient, types: { getTypeParser } };

const common = (settings: DatabaseSettings) => ({
  type: 'postgres' as const,
  url: settings.url,
  applicationName: settings.applicationName,
  entities: [...settings.entities],
  logging: false,
});

/** Unlike a statement of a request, a migration may take as long as it takes, and so may waiting for one. */
const patient = '-c timezone=UTC -c statement_timeout=0';

async function migrate(settings: DatabaseSettings): Promise<void> {
  const lock = new pg.Client({
    connectionString: settings.url,
    application_name: 'migrate',
    options: patient,
  });
  lock.on('error', () => undefined); // When it is lost, so are the connections that migrate.
  await lock.connect();
  const source = new DataSource({
    ...common(settings),
    migrations: [MessagingTables, RecordKeepingTables, ...settings.migrations],
    migrationsTransactionMode: 'each',
    poolSize: 1,
    extra: { ...connection, options: patient },
  });
  try {
    await lock.query("select pg_advisory_lock(hashtext('awrach.migrations'))");
    await source.initialize();
    await source.runMigrations();
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
}

/** TypeORM's transaction as the plain SQL client that messaging works with. */
export function sqlClientOf(manager: EntityManager): SqlClient {
  return {
    async query<Row>(sql: string, params: unknown[] = []) {
      const runner = manager.queryRunner;
      if (runner) {
        const result = await runner.query(sql, params, true);
        return {
          rows: (result.records ?? []) as Row[] /* the caller knows its SQL */,
          rowCount: result.affected ?? 0,
        };
      }
      const rows: Row[] = await manager.query(sql, params);
      return { rows, rowCount: rows.length };
    },
  };
}

/** The same of a manager whose transaction is open. */
export function sqlTransactionOf(manager: EntityManager): SqlTransaction {
  const { queryRunner } = manager;
  return {
    ...sqlClientOf(manager),
    async copy(into, rows) {
      // TypeORM gives out a connection also when its transaction is over, and somebody else may have that by then.
      if (!queryRunner?.isTransactionActive) throw new Error('No transaction is open.');
      await copyInto(
        (await queryRunner.connect()) as pg.ClientBase /* TypeORM says any; its driver is pg */,
        into,
        rows,
      );
    },
  };
}

class MessagingTables implements MigrationInterface {
  readonly name = 'MessagingTables0000000000001';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(messagingSchema);
  }
  async down(): Promise<void> {}
}

class RecordKeepingTables implements MigrationInterface {
  readonly name = 'RecordKeepingTables0000000000002';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(recordKeeping);
  }
  async down(): Promise<void> {}
}

/** Moments and dates stay text: RFC 3339 with all six digits, `YYYY-MM-DD`. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === timestamptz) return momentText;
  if (oid === date) return (value) => value;
  return pg.types.getTypeParser(oid, format ?? 'text') as (value: string) => unknown; /* pg types it as any */
}

/** PostgreSQL says `2026-01-31 09:30:00.12+00`; we say `2026-01-31T09:30:00.120000Z`. */
function momentText(value: string): string {
  const [day = '', rest = ''] = value.split(' ');
  const [seconds = '', fraction = ''] = rest.replace(/\+00$/, '').split('.');
  return `${day}T${seconds}.${fraction.padEnd(6, '0')}Z`;
}
