import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { clone, isRoot, pathHash } from '../places.ts';
import type { SystemUser } from './postgres-user.ts';

/**
 * Where PostgreSQL's binaries and data lie when we are root. PostgreSQL refuses to run as root, and the user it
 * then runs as may not be able to enter the clone (root's home has mode 0700).
 */
export const rootPostgresFolder = join('/var/lib/awrach', pathHash(clone));

/** With this the names of root's copies of the binaries begin; the rest are data. */
export const copyPrefix = 'postgresql-';

/** Where the data of a PostgreSQL started for `dir` lie. */
export function dataFolder(dir: string): string {
  return isRoot ? join(rootPostgresFolder, `${basename(dir)}-${pathHash(dir)}`) : join(dir, 'data');
}

/** Makes the data folder, and what is above it so that its user can reach it whatever our umask. */
export function makeDataFolder(data: string, user: SystemUser | undefined): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (!user) return;
  chmodSync(dirname(rootPostgresFolder), 0o755);
  for (const folder of [rootPostgresFolder, data]) chownSync(folder, user.uid, user.gid);
}

/** Removes the data of a PostgreSQL that was started for `dir`, wherever they lie, and what only they needed. */
export function removePostgres(dir: string): void {
  rmSync(dataFolder(dir), { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
  if (isRoot && dataFolders().length === 0) rmSync(rootPostgresFolder, { recursive: true, force: true });
}

/** Root's data folders outlive the folders that they were made for when a test run is killed. */
export function removeLeftovers(): void {
  if (!isRoot) return;
  for (const data of dataFolders()) if (!isServed(data)) rmSync(data, { recursive: true, force: true });
  if (dataFolders().length === 0) rmSync(rootPostgresFolder, { recursive: true, force: true });
}

function dataFolders(): string[] {
  if (!existsSync(rootPostgresFolder)) return [];
  const names = readdirSync(rootPostgresFolder).filter((name) => !name.startsWith(copyPrefix));
  return names.map((name) => join(rootPostgresFolder, name));
}

function isServed(data: string): boolean {
  try {
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 0);
    return true;
  } catch {
    return false; // No lock file, or no such process.
  }
}
