import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the watchdog takes to end a server whose launcher was killed. */
const patience = 10_000;

/**
 * Waits for a server that ran on the same data before us: after `kill -9` of its launcher it takes a few seconds
 * to end. A lock file whose process id meanwhile belongs to something else is removed.
 *
 * @param lock its first line is the server's process id.
 * @param command what the server's command line contains.
 * @throws when the server goes on running.
 */
export async function waitForFormer(lock: string, command: string): Promise<void> {
  for (const deadline = Date.now() + patience; existsSync(lock); await sleep(100)) {
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
    if (!isRunning(pid, command)) {
      rmSync(lock, { force: true });
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `A server already runs on these data (process ${pid}, ${lock}). Stop it first: kill -INT ${pid}`,
      );
    }
  }
}

function isRunning(pid: number, command: string): boolean {
  try {
    if (!(pid > 0)) return false;
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(command);
    return process.kill(pid, 0);
  } catch {
    return false; // No such process.
  }
}
