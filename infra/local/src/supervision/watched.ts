import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import type { Running } from './running.ts';

const watchdog = readFileSync(new URL('../../watchdog.sh', import.meta.url), 'utf8');

interface WatchedCommand {
  command: string;
  args: readonly string[];
  /** Sent one after the other, `patience` seconds apart, until the server has ended. */
  stopSignals: readonly ['INT' | 'TERM', ...('QUIT' | 'KILL')[]];
  /** Seconds. The watchdog must be done within 5 s of the launcher's death. */
  patience: number;
  /** Where the server's output is appended. */
  logFile: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Given when the server must not run as root. */
  user?: { uid: number; gid: number } | undefined;
}

/**
 * The process id given back is the server's own, not its watchdog's.
 *
 * Starts a foreign server in a process group of its own, under a shell watchdog that ends it when this process
 * is gone, even by `kill -9`. Stopping is the same thing on purpose: the pipe is closed.
 */
export async function startWatched(wanted: WatchedCommand): Promise<Running> {
  const log = openSync(wanted.logFile, 'a');
  const args = [wanted.stopSignals.join(','), String(wanted.patience), wanted.command, ...wanted.args];
  const child = spawn('/bin/sh', ['-c', watchdog, 'watchdog', ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    cwd: wanted.cwd,
    env: wanted.env,
    ...(wanted.user ?? {}),
  });
  closeSync(log);
  // A fourth 'pipe' is a socket, readable and writable; Node's types know of the first three only.
  const pipe = child.stdio[3] as Duplex;
  pipe.on('error', () => pipe.destroy());

  const ended = new Promise<{ code: number | null }>((resolve) => {
    child.once('error', () => resolve({ code: null }));
    child.once('exit', (code) => {
      // Should only the watchdog have been killed, its guard still ends the server when the pipe closes.
      pipe.destroy();
      resolve({ code });
    });
  });
  const firstLine = new Promise<string>((resolve) => {
    createInterface({ input: pipe }).once('line', resolve);
  });
  const pid = Number(await Promise.race([firstLine, ended.then(() => 'NaN')]));
  if (!Number.isInteger(pid))
    throw new Error(`${wanted.command} could not be started; see ${wanted.logFile}`);

  return {
    pid,
    ended,
    async stop() {
      pipe.destroy();
      await ended;
    },
  };
}
