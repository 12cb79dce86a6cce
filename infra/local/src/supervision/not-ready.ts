import { readFileSync, statSync } from 'node:fs';

const toldLines = 8;

/**
 * Says why a server did not get ready: with the last lines that it has logged from this call on, for its log may be gone when
 * somebody reads this. To be called before the server starts; what it gives back, before it is stopped, which it logs as well.
 */
export function startToTell(name: string, logFile: string): () => Error {
  const from = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    const lines = logged(logFile, from).filter((line) => !isFrame(line));
    const why = [`${name} did not get ready; its log says why: ${logFile}`, ...lines.slice(-toldLines)];
    return new Error(why.join('\n'));
  };
}

function logged(logFile: string, from: number): string[] {
  try {
    return readFileSync(logFile).subarray(from).toString('utf8').trimEnd().split('\n');
  } catch {
    return []; // Gone, with the folder that it was in.
  }
}

/** Of a Java stack: what matters is what was thrown. */
const isFrame = (line: string): boolean => /^\s+(?:at |\.\.\. )/.test(line);
