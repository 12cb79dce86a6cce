import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kept } from '../../../infra/local/src/supervision/keep-running.ts';

/** Milliseconds within which whatever was down must run again. */
const patience = 90_000;

/** Takes a part that has ended, or is ended now, and starts it again after so many milliseconds. */
export async function restart(part: Kept, downMs: number): Promise<void> {
  await part.stop();
  await sleep(downMs);
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    try {
      return await part.start();
    } catch (error) {
      // A service whose servers are down ends; PostgreSQL refuses while the one that was killed still has children.
      await part.stop();
      if (Date.now() > deadline)
        throw new Error(`${part.name} does not come back: ${error}`, { cause: error });
    }
  }
}

/** Ends a part as `kill -9` does; it stays down until it is started again. */
export async function kill(part: Kept): Promise<void> {
  const pid = part.current()?.pid;
  if (pid !== undefined) signal(pid, 'SIGKILL');
  await part.stop();
}

/** Stops a part, and the processes that it has made, in mid-motion; then lets all of it go on. */
export async function freeze(part: Kept, milliseconds: number): Promise<void> {
  const pid = part.current()?.pid;
  if (pid === undefined) return;
  const pids = [pid, ...childrenOf(pid)];
  for (const one of pids) signal(one, 'SIGSTOP');
  try {
    await sleep(milliseconds);
  } finally {
    for (const one of pids.reverse()) signal(one, 'SIGCONT');
  }
}

/** PostgreSQL's sessions are processes of their own. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** A process that has ended meanwhile needs no signal any more. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
