import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { waitForFormer } from '../supervision/former.ts';
import { freePort } from '../supervision/free-port.ts';
import { startToTell } from '../supervision/not-ready.ts';
import type { Running } from '../supervision/running.ts';
import { startWatched } from '../supervision/watched.ts';
import { type PostgresBinaries, type PostgresMajor, preparePostgresBinaries } from './postgres-binaries.ts';
import { dataFolder, makeDataFolder } from './postgres-folder.ts';
import { userForPostgres } from './postgres-user.ts';

const run = promisify(execFile);
const superuser = 'awrach_admin';
const firstStartSeconds = 120;

interface PostgresOptions {
  /** Holds the password and, unless we are root, the data. Made when missing; what lies there is started again. */
  dir: string;
  /** Any free one when left out. */
  port?: number;
  majorVersion?: PostgresMajor;
  /** `quick` gives up durability (no fsync): for tests only. */
  durability?: 'full' | 'quick';
  /** The server's own log; `postgres.log` in `dir` when left out. */
  logFile?: string;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}

export interface RunningPostgres extends Running {
  /** As its superuser, database `postgres`. */
  url: string;
  port: number;
}

/**
 * Starts a PostgreSQL that listens on 127.0.0.1 only, making its data folder first where there is none. Ends with
 * this process, however this process ends.
 *
 * @throws when the data are of another major version, or it does not get ready; the message names the log and
 * its last lines.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const data = dataFolder(options.dir);
  // Root's data lie elsewhere, and outlive a state folder or a clone that was removed by hand. Without its
  // passwords and keys nobody can read them, so the new state folder begins with new data.
  if (!existsSync(passwordFile(options.dir))) rmSync(data, { recursive: true, force: true });
  const password = keptPassword(options.dir);
  // First of all: while there is a data folder, nobody removes the binaries.
  makeDataFolder(data, userForPostgres());
  const binaries = preparePostgresBinaries(options.majorVersion);
  const logFile = options.logFile ?? join(options.dir, 'postgres.log');
  const quick = options.durability === 'quick';

  await fillDataFolder(binaries, data, password, quick);
  await waitForFormer(join(data, 'postmaster.pid'), 'postgres');
  const port = options.port ?? (await freePort());
  const notReady = startToTell('PostgreSQL', logFile);
  const server = await startWatched({
    command: binaries.postgres,
    args: ['-D', data, ...settings(port, quick).flatMap((setting) => ['-c', setting])],
    // Fast shutdown; then without a checkpoint, which the next start makes good from the log; then by force.
    stopSignals: ['INT', 'QUIT', 'KILL'],
    patience: 3,
    logFile,
    cwd: data,
    env: plainEnvironment,
    user: binaries.user,
  });
  await untilReady(server, data, notReady, options.signal);
  const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  return { url, port, pid: server.pid, ended: server.ended, stop: server.stop };
}

/** Neither the user's locale nor PG… variables may change what is made or served. */
const plainEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

function settings(port: number, quick: boolean): string[] {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=256MB',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_line_prefix=%m [%p] %d ',
    ...(quick ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
}

const passwordFile = (dir: string) => join(dir, 'superuser-password');

function keptPassword(dir: string): string {
  const file = passwordFile(dir);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

async function fillDataFolder(
  { initdb, major, user }: PostgresBinaries,
  data: string,
  password: string,
  quick: boolean,
): Promise<void> {
  const versionFile = join(data, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim();
    if (found === String(major)) return;
    throw new Error(
      `${data} holds data of PostgreSQL ${found}, this is PostgreSQL ${major}. ` +
        '"npm run reset" wipes them; to keep them, go back to the version of Awrach that made them.',
    );
  }
  // An initdb that was cut short leaves files without PG_VERSION's siblings; it refuses a folder that has any.
  rmSync(data, { recursive: true, force: true });
  makeDataFolder(data, user);
  const forInitdb = `${data}.password`;
  writeFileSync(forInitdb, password, { mode: 0o600 });
  if (user) chownSync(forInitdb, user.uid, user.gid);
  // PostgreSQL's own C.UTF-8 (from 17) lowers and uppers French and Arabic alike on every machine.
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = ['-D', data, '-U', superuser, '--auth=scram-sha-256', `--pwfile=${forInitdb}`];
  args.push('--encoding=UTF8', '--locale=C', ...locale, ...(quick ? ['--no-sync'] : []));
  try {
    await run(initdb, args, { cwd: data, env: plainEnvironment, ...(user ?? {}) });
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`PostgreSQL's data folder ${data} could not be made.`, { cause: error });
  } finally {
    rmSync(forInitdb, { force: true });
  }
}

/** PostgreSQL writes `ready` into its lock file, eighth line, once it accepts connections. */
async function untilReady(
  server: Running,
  data: string,
  notReady: () => Error,
  signal: AbortSignal | undefined,
): Promise<void> {
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + firstStartSeconds * 1000;
  while (!over && !signal?.aborted && Date.now() < deadline) {
    const lock = join(data, 'postmaster.pid');
    const lines = existsSync(lock) ? readFileSync(lock, 'utf8').split('\n') : [];
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return;
    await sleep(20);
  }
  const why = signal?.aborted ? new Error('PostgreSQL was stopped while it started.') : notReady();
  await server.stop();
  throw why;
}
