import { Socket } from 'node:net';
import type { Logger } from '../log.ts';

/** How long an ordered stop may take, in milliseconds, before the process ends all the same. */
const patience = 8_000;

/**
 * Ends the process in order on SIGTERM, SIGINT, SIGHUP, and when the pipe from its launcher closes (`PARENT_PIPE_FD`).
 * @param stop closes everything, the doors first; called once
 */
export function stopInOrder(log: Logger, parentPipe: number | undefined, stop: () => Promise<void>): void {
  let stopping = false;
  const end = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), patience).unref();
    try {
      await stop();
      log.info('stopped');
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
  if (parentPipe !== undefined) {
    // Not a file stream: a read that waits for ever would keep one of the few threads of the pool.
    const pipe = new Socket({ fd: parentPipe });
    pipe
      .on('close', () => void end('the launcher has gone'))
      .on('error', () => void end('the launcher has gone'));
    pipe.resume();
  }
}
