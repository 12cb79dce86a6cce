import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningLauncher } from './launcher-lock.ts';
import { isRoot, rootPostgresFolder, stateFolder } from './places.ts';
import { removePostgres } from './postgres.ts';

/** Wipes what `npm start` made: databases, events, secrets, logs. Not what was installed or fetched. */
function reset(): void {
  const launcher = runningLauncher(stateFolder);
  if (launcher) {
    throw new Error(
      `Awrach still runs from this folder (process ${launcher.pid}). Stop it first: kill ${launcher.pid}`,
    );
  }
  if (!existsSync(stateFolder) && !(isRoot && existsSync(rootPostgresFolder))) {
    console.log('Nothing to wipe.');
    return;
  }
  removePostgres(join(stateFolder, 'postgres'));
  rmSync(stateFolder, { recursive: true, force: true });
  removeUnusedBinaries();
  console.log('Wiped. The next "npm start" begins anew.');
  if (process.env.DATABASE_URL || process.env.KAFKA_BROKERS) {
    console.log('What lies in the servers of DATABASE_URL and KAFKA_BROKERS was left alone.');
  }
}

/** Root's copies of PostgreSQL's binaries go with the last data that need them; tests may hold some of their own. */
function removeUnusedBinaries(): void {
  if (!isRoot || !existsSync(rootPostgresFolder)) return;
  const data = readdirSync(rootPostgresFolder).filter((name) => !name.startsWith('postgresql-'));
  if (data.length === 0) rmSync(rootPostgresFolder, { recursive: true, force: true });
}

try {
  reset();
} catch (error) {
  const denied =
    error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  const hint = denied ? ' It was made by another user; reset it as that user.' : '';
  console.error(`Not wiped: ${error instanceof Error ? error.message : error}${hint}`);
  process.exitCode = 1;
}
