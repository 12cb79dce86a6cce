import pino, { type Logger } from 'pino';
import sonicBoom, { type SonicBoom } from 'sonic-boom';
import { currentRequest } from './request.ts';

export type { Logger };

/** What waits for a reader of the log that is slow, in bytes at most; lines beyond it are dropped. */
const unreadAtMost = 4 * 1024 * 1024;
/** How long a process that ends waits for such a reader, in milliseconds. */
const patience = 1_000;

/** JSON lines on stdout. Every line written while a request is answered carries its `requestId`. */
export function openLog(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const requestId = currentRequest()?.requestId;
        return requestId === undefined ? {} : { requestId };
      },
    },
    {
      write: (line) => {
        stdout ??= openStdout();
        stdout.write(line);
      },
    },
  );
}

let stdout: SonicBoom | undefined;

/**
 * Written to beside the work, never before it: a log that nobody reads, or no longer, neither stops a service, nor fills its
 * memory, nor keeps it from ending. (What pino opens by itself tries its last lines again without end.)
 */
function openStdout(): SonicBoom {
  let until = Number.POSITIVE_INFINITY;
  const stream = new sonicBoom.SonicBoom({
    // Asking for it, where it is a pipe, is what lets a full one be told instead of waited for; a worker's has no number.
    fd: process.stdout.fd ?? 1,
    sync: false,
    maxLength: unreadAtMost,
    retryEAGAIN: () => performance.now() < until,
  });
  // There is nobody to tell. What could not be written waits, and is tried again with the next line, also one that is dropped.
  stream.on('error', () => {});
  stream.on('drop', () => stream.flush());
  process.once('exit', () => {
    until = performance.now() + patience;
    try {
      stream.flushSync();
    } catch {
      // The reader has gone, or is too slow: these lines are lost.
    }
  });
  return stream;
}
