import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOwnedDatabase, removePostgres, startPostgres, testServers } from '@awrach/local';
import pg from 'pg';
import { localIssuer, makeKey, serveKeys, signToken } from '../../../infra/local/src/identity/issuer.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Milliseconds; on a machine that does nothing else it takes two seconds. */
const startPatience = 45_000;

/** The service's process, and what it says. */
interface Spawned {
  readonly child: ChildProcess;
  /** All that it wrote to either stream. */
  said(): string;
}

export function spawnEmployment(environment: Record<string, string>): Spawned {
  const child = spawn(process.execPath, ['--conditions=source', main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...environment },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  return { child, said: () => said.join('') };
}

/** One error as the graph tells it. */
interface Told {
  readonly message: string;
  readonly extensions: { readonly rule: string };
}

/**
 * The service as it runs, logging all it can, on a PostgreSQL of its own. Of the tests that share a Kafka it alone writes on its
 * topics.
 */
export interface RunningEmployment extends AsyncDisposable {
  /** Asks as Khénifra. The answer is GraphQL's. */
  ask(query: string): Promise<{ data?: unknown; errors?: readonly Told[] }>;
  /** What stands beside the graph. */
  get(path: string): Promise<Response>;
  said(): string;
  /** The service's own database. */
  readonly database: pg.Client;
  stopPostgres(): Promise<void>;
}

export async function runEmployment(nationalIdKey: string): Promise<RunningEmployment> {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-employment-'));
  await makeKey(folder);
  const dir = join(folder, 'postgres');
  const [issuer, postgres] = await Promise.all([
    serveKeys(folder),
    startPostgres({ dir, durability: 'quick' }),
  ]);
  const superuser = new pg.Client({ connectionString: postgres.url });
  await superuser.connect();
  const url = await createOwnedDatabase(
    superuser,
    postgres.url,
    'employment',
    randomBytes(12).toString('hex'),
  );
  await superuser.end();
  const { child, said } = spawnEmployment({
    DATABASE_URL: url,
    KAFKA_BROKERS: testServers().brokers,
    OIDC_ISSUER: localIssuer,
    OIDC_JWKS_URL: issuer.jwksUrl,
    LOG_LEVEL: 'trace',
    NATIONAL_ID_KEY: nationalIdKey,
  });
  const address = await readyAddress(child, said).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const token = await signToken(folder, { role: 'province', province: '05.301' });
  const database = new pg.Client({ connectionString: url });
  database.on('error', () => undefined); // PostgreSQL is stopped on purpose.
  await database.connect();

  return {
    said,
    database,
    async ask(query) {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as Awaited<ReturnType<RunningEmployment['ask']>>; // GraphQL's own form
    },
    get: (path) => fetch(`${address}${path}`),
    stopPostgres: postgres.stop,
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await ended;
      await Promise.all([database.end(), issuer.stop()]);
      await postgres.stop();
      removePostgres(dir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readyAddress(child: ChildProcess, said: () => string): Promise<string> {
  const deadline = AbortSignal.timeout(startPatience);
  for (;;) {
    const address = /"address":"([^"]+)","msg":"ready"/.exec(said())?.[1];
    if (address) return address;
    if (child.exitCode !== null || !child.stdout) throw new Error(`employment ended: ${said()}`);
    await Promise.race([once(child.stdout, 'data', { signal: deadline }), once(child, 'exit')]);
  }
}
