import { readFileSync } from 'node:fs';

const toldLines = 8;

/** Says that a server did not get ready, with the last lines of its log, which may be gone when somebody reads this. */
export function notReady(name: string, logFile: string): Error {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-toldLines);
  return new Error(`${name} did not get ready; its log says why: ${logFile}\n${lines.join('\n')}`);
}
