import './tick.ts';
import { Socket } from 'node:net';
import type { Logger } from '../log.ts';

/** How long an ordered stop may take, in milliseconds, before the process ends all the same. */
const patience = 8_000;
/** The same when the launcher has gone, and with it perhaps the servers that a stop would wait for. */
const orphansPatience = 3_000;

/** Takes what has been opened; closes it when the process is to stop. */
type OnStop = (close: () => unknown) => void;

/**
 * Ends the process in order on SIGTERM, SIGINT, SIGHUP, and when the pipe from its launcher closes (`PARENT_PIPE_FD`).
 * To be called before anything is opened: a process that is still starting ends in the same way.
 * @param parentPipe file descriptor of that pipe; below 0: none
 * @returns to be given whatever is opened; the last opened is closed first
 */
export function stopInOrder(log: Logger, parentPipe: number): OnStop {
  const opened: (() => unknown)[] = [];
  let stopping = false;
  const end = async (why: string, atMost: number) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), atMost);
    try {
      for (const close of opened.reverse()) await close();
      log.info('stopped');
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => void end(signal, patience));
  if (parentPipe >= 0) {
    // Not a file stream: a read that waits for ever would keep one of the few threads of the pool.
    const pipe = new Socket({ fd: parentPipe });
    const orphaned = () => void end('the launcher has gone', orphansPatience);
    pipe.on('close', orphaned).on('error', orphaned);
    pipe.resume();
  }
  return (close) => opened.push(close);
}
