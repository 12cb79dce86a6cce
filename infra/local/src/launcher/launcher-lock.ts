import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a launcher says of itself while it runs, for our commands, the preflight and whoever measures. */
export interface LauncherRecord {
  pid: number;
  graph?: string;
  brokers?: string;
  issuer?: string;
  /** Where each process serves, by name. */
  addresses?: Record<string, string>;
  /** Where each service's database is, without a role or a password: those stand among the secrets. */
  databases?: Record<string, string>;
}

const lockFile = (stateFolder: string) => join(stateFolder, 'launcher.json');

/** What the launcher that runs on this state folder says of itself; undefined when none runs. */
export function runningLauncher(stateFolder: string): LauncherRecord | undefined {
  const file = lockFile(stateFolder);
  if (!existsSync(file)) return undefined;
  const record: LauncherRecord = JSON.parse(readFileSync(file, 'utf8'));
  return isLauncher(record.pid) ? record : undefined;
}

/** @throws when another launcher runs on this state folder. */
export function takeLock(stateFolder: string): void {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const other = runningLauncher(stateFolder);
  if (other && other.pid !== process.pid) {
    throw new Error(
      `Awrach already runs from this folder (process ${other.pid}). Stop it first: kill ${other.pid}`,
    );
  }
  record(stateFolder, { pid: process.pid });
}

export function record(stateFolder: string, what: LauncherRecord): void {
  const unfinished = `${lockFile(stateFolder)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(what, null, 2)}\n`);
  renameSync(unfinished, lockFile(stateFolder));
}

export function releaseLock(stateFolder: string): void {
  rmSync(lockFile(stateFolder), { force: true });
}

/** A process id may have gone to something else since a launcher was killed, so its command is looked at. */
function isLauncher(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
  } catch (error) {
    // Somebody else's process is alive too, and may be a launcher that root started.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
