import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startKafka } from './kafka/kafka.ts';
import { createOwnedDatabase } from './postgres/databases.ts';
import { startPostgres } from './postgres/postgres.ts';
import { removePostgres } from './postgres/postgres-folder.ts';

interface TestServers {
  /** As superuser, database `postgres`. */
  postgresUrl: string;
  /** Comma separated `host:port`. */
  brokers: string;
}

/** Where jest's global set-up tells the tests, which run in other processes, what it started. */
const variables = { postgresUrl: 'AWRACH_TEST_POSTGRES', brokers: 'AWRACH_TEST_KAFKA' } as const;

/**
 * The PostgreSQL and the Kafka that all tests of one jest run share.
 *
 * @throws when nobody started them: only the projects `int` and `e2e` do.
 */
export function testServers(): TestServers {
  const postgresUrl = process.env[variables.postgresUrl];
  const brokers = process.env[variables.brokers];
  if (!postgresUrl || !brokers) {
    throw new Error(
      'No test servers run. Name the file *.int.test.ts or *.e2e.test.ts and run it through jest.',
    );
  }
  return { postgresUrl, brokers };
}

/**
 * Starts the shared servers, each one unless its variable already names one, and sets the variables.
 *
 * @returns what stops those that were started, and removes their folders.
 */
export async function startTestServers(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-test-'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((stopOne) => stopOne()));
    rmSync(folder, { recursive: true, force: true });
  };
  const postgres = async () => {
    const dir = join(folder, 'postgres');
    const server = await startPostgres({ dir, durability: 'quick' });
    stops.push(async () => {
      await server.stop();
      removePostgres(dir);
    });
    process.env[variables.postgresUrl] = server.url;
  };
  const kafka = async () => {
    const server = await startKafka({ dir: join(folder, 'kafka') });
    stops.push(server.stop);
    process.env[variables.brokers] = server.brokers;
  };
  const started = await Promise.allSettled([
    process.env[variables.postgresUrl] ? undefined : postgres(),
    process.env[variables.brokers] ? undefined : kafka(),
  ]);
  for (const result of started) {
    if (result.status === 'rejected') {
      await stop();
      throw result.reason;
    }
  }
  return stop;
}

export interface FreshDatabase {
  /** As the role that owns it and can reach nothing else. */
  url: string;
  /** Removes the database, ending whoever is still connected, and its role. */
  drop(): Promise<void>;
}

/** An empty database with a role of its own, as a service has one; `name` only makes it recognisable. */
export async function freshDatabase(name: string): Promise<FreshDatabase> {
  const { postgresUrl } = testServers();
  const unique = `${name.replaceAll(/\W/g, '_')}_${randomBytes(4).toString('hex')}`;
  const asSuperuser = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: postgresUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const url = await asSuperuser((client) =>
    createOwnedDatabase(client, postgresUrl, unique, randomBytes(12).toString('hex')),
  );
  return {
    url,
    drop: () =>
      asSuperuser(async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${unique} WITH (FORCE)`);
        await client.query(`DROP ROLE IF EXISTS ${unique}`);
      }),
  };
}
