import { execFileSync, spawn } from 'node:child_process';
import { freePort } from '@awrach/local';

/** What is measured has the first core for itself; what measures it stays on the second. */
const measuredCore = '0';
const measuringCore = '1';

/** A process that has a core for itself. */
export interface Pinned {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export function leaveTheFirstCore(): void {
  execFileSync('taskset', ['-a', '-p', '-c', measuringCore, String(process.pid)], { stdio: 'ignore' });
}

/**
 * Starts a script that listens at the port in `PORT`, and says `ready`.
 * @param command the script with Node's own options before it, and its arguments behind
 */
export async function startPinned(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Pinned> {
  const port = await freePort();
  const child = spawn('taskset', ['-c', measuredCore, process.execPath, ...command], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A measure that fails in the middle leaves nothing behind.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  void ended.then(() => process.off('exit', end));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      said += text;
      if (said.includes('ready')) resolve();
    });
    void ended.then(() => reject(new Error(`${command.join(' ')} ended before it was ready:\n${said}`)));
  });
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
