import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** `npm run rebuild:totals`, as a process of its own. */
export interface Command {
  readonly pid: number;
  /** What it said until it ended, and with which code; null when it was killed. */
  readonly ended: Promise<{ said: string; code: number | null }>;
  /** At once and without a word, as `kill -9` does. Resolves when it is gone. */
  kill(): Promise<void>;
  /** As Ctrl-C does. Resolves when it has taken notice. */
  interrupt(): Promise<void>;
}

const main = fileURLToPath(new URL('../../src/rebuild/main.ts', import.meta.url));

export function startCommand(
  { databaseUrl, brokers }: { databaseUrl: string; brokers: string },
  ...options: string[]
): Command {
  const child = spawn(process.execPath, ['--conditions=source', main, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers },
  });
  let said = '';
  for (const out of [child.stdout, child.stderr])
    out.setEncoding('utf8').on('data', (text) => (said += text));
  const closed = once(child, 'close');
  return {
    pid: child.pid ?? 0,
    ended: closed.then(() => ({ said, code: child.exitCode })),
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async interrupt() {
      child.kill('SIGINT');
      while (!said.includes('Stopping')) await once(child.stderr, 'data');
    },
  };
}
