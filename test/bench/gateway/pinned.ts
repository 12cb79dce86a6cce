import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** What is measured has the first core for itself; what measures it stays on the second. */
const measuredCore = '0';
const measuringCore = '1';

/** A process that has a core for itself. */
export interface Pinned {
  readonly port: number;
  readonly pid: number;
  /** Milliseconds of processor time that it has used. */
  processorMs(): number;
  /** Resident memory, in megabytes (10⁶ bytes). */
  resident(): number;
  stop(): Promise<void>;
}

export function leaveTheFirstCore(): void {
  execFileSync('taskset', ['-a', '-p', '-c', measuringCore, String(process.pid)], { stdio: 'ignore' });
}

/**
 * Starts a script that listens at the port it is given, and says `ready`.
 * @param command the script with Node's own options before it
 */
export async function startPinned(
  command: readonly string[],
  argumentsAt: (port: number) => readonly string[],
  environment: Record<string, string> = {},
): Promise<Pinned> {
  const port = await freePort();
  const child = spawn('taskset', ['-c', measuredCore, process.execPath, ...command, ...argumentsAt(port)], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('ready')) resolve();
    });
    void ended.then(() => reject(new Error(`${command.join(' ')} ended before it was ready`)));
  });
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    processorMs() {
      // The command, in brackets, may hold anything; user and system time are the 12th and 13th field after it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    resident: () => {
      const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return (Number(kibibytes ?? 0) * 1024) / 1e6;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
