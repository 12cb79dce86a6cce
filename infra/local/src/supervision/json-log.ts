import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What we read of a line that one of our processes logs (pino). */
export interface LogLine {
  /** pino's name of the level; `text` for what is not a log line at all, such as a crash's stack. */
  level: string;
  msg: string;
  address?: string;
  err?: { message?: string };
}

/** An empty log for a part of the system; that of the run before is kept beside it, and no older one. */
export function newLog(stateFolder: string, name: string): string {
  const file = join(stateFolder, 'log', `${name}.log`);
  if (existsSync(file)) renameSync(file, join(stateFolder, 'log', `${name}.1.log`));
  writeFileSync(file, '');
  return file;
}

/**
 * Calls `onLine` for each JSON line that is appended to the file from now on. Lines that are not JSON come with
 * the level `text` and the line as their message.
 *
 * @param pause milliseconds from one look to the next, asked anew each time.
 * @returns what takes a last look and ends it.
 */
export function followLog(file: string, onLine: (line: LogLine) => void, pause: () => number): () => void {
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.alloc(64 * 1024);
  let position = fstatSync(descriptor).size;
  let rest = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, position);
      if (length === 0) return;
      position += length;
      rest = Buffer.concat([rest, chunk.subarray(0, length)]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        const line = rest.subarray(0, end).toString('utf8').trim();
        rest = rest.subarray(end + 1);
        if (line) onLine(parse(line));
      }
    }
  };
  const again = () => {
    look();
    timer = setTimeout(again, pause());
  };
  again();
  return () => {
    clearTimeout(timer);
    look();
    closeSync(descriptor);
  };
}

function parse(line: string): LogLine {
  try {
    const parsed: unknown = JSON.parse(line);
    // Only pino's shape is taken for pino's; anything else is shown as it is.
    if (typeof parsed === 'object' && parsed && 'level' in parsed && 'msg' in parsed)
      return parsed as LogLine;
  } catch {
    // Not JSON: falls through to the plain line.
  }
  return { level: 'text', msg: line };
}
