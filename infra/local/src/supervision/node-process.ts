import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { followLog, type LogLine } from './json-log.ts';
import type { Running } from './running.ts';

/** Generous: a busy machine is no reason to give up, and a process that fails says so at once. */
const readySeconds = 120;

export interface NodeCommand {
  name: string;
  /** Node's own flags, then the file to run. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Where its output is appended; it must exist. */
  logFile: string;
  /** Milliseconds that it gets to end in order before it is killed. */
  patience: number;
  /** Called for each error that it logs after it was ready. */
  onError?: (line: LogLine) => void;
}

export interface RunningNode extends Running {
  /** Where it serves, as its ready line said. */
  address: string;
}

/**
 * Starts one of our own processes in a process group of its own, with a pipe whose closing tells it that we are
 * gone, and waits for the line that says where it serves.
 *
 * @param signal stops it, also while it is still starting.
 * @throws when it ends before that; the message holds its last complaint.
 */
export async function startNode(command: NodeCommand, signal: AbortSignal): Promise<RunningNode> {
  const log = openSync(command.logFile, 'a');
  let address: string | undefined;
  let complaint: string | undefined;
  let onReady: (address: string) => void = () => {};
  const ready = new Promise<string>((resolve) => {
    onReady = resolve;
  });
  const onLine = (line: LogLine) => {
    if (line.msg === 'ready' && line.address) {
      address = line.address;
      onReady(line.address);
    }
    const isError = line.level === 'error' || line.level === 'fatal';
    // Of a crash's stack the line is kept that names the error; where it was thrown is in the log.
    if (isError || (line.level === 'text' && /Error\b/.test(line.msg))) complaint = describe(line);
    if (isError && address) command.onError?.(line);
  };
  const unfollow = followLog(command.logFile, onLine, () => (address ? 1_000 : 30));
  const child = spawn(process.execPath, [...command.args], {
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    cwd: command.cwd,
    env: { ...command.env, PARENT_PIPE_FD: '3' },
  });
  closeSync(log);
  const ended = new Promise<{ code: number | null }>((resolve) => {
    const over = (code: number | null) => {
      unfollow();
      resolve({ code });
    };
    child.once('error', () => over(null));
    child.once('exit', over);
  });

  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), command.patience);
    await ended;
    clearTimeout(force);
  };

  const late = AbortSignal.timeout(readySeconds * 1000);
  const givenUp = AbortSignal.any([late, signal]);
  const serving = await Promise.race([
    ready,
    ended.then(() => undefined),
    new Promise<undefined>((resolve) => {
      if (givenUp.aborted) resolve(undefined);
      givenUp.addEventListener('abort', () => resolve(undefined));
    }),
  ]);
  if (serving === undefined || signal.aborted) {
    await stop();
    if (signal.aborted) throw new Error(`${command.name} was stopped while it started.`);
    const why = late.aborted ? `was not ready within ${readySeconds} s` : 'ended before it was ready';
    throw new Error(`${command.name} ${why}: ${complaint ?? 'it said nothing'} (${command.logFile})`);
  }
  return { pid: child.pid ?? 0, address: serving, ended, stop, lastError: () => complaint };
}

function describe(line: LogLine): string {
  const cause = line.err?.message;
  return cause && !line.msg.includes(cause) ? `${line.msg}: ${cause}` : line.msg;
}
