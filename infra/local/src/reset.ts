import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningLauncher } from './launcher/launcher-lock.ts';
import { stateFolder } from './places.ts';
import { removeLeftovers, removePostgres } from './postgres/postgres-folder.ts';

/** Wipes what `npm start` made: databases, events, secrets, logs. Not what was installed or fetched. */
function reset(): void {
  const launcher = runningLauncher(stateFolder);
  if (launcher) {
    throw new Error(
      `Awrach still runs from this folder (process ${launcher.pid}). Stop it first: kill ${launcher.pid}`,
    );
  }
  const something = existsSync(stateFolder);
  removePostgres(join(stateFolder, 'postgres'));
  rmSync(stateFolder, { recursive: true, force: true });
  removeLeftovers();
  console.log(something ? 'Wiped. The next "npm start" begins anew.' : 'There was nothing to wipe.');
  if (process.env.DATABASE_URL || process.env.KAFKA_BROKERS) {
    console.log('What lies in the servers of DATABASE_URL and KAFKA_BROKERS was left alone.');
  }
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
