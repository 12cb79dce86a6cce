import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone that this file belongs to. */
export const clone = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** This workspace's folder, where the pom.xml and the watchdog lie. */
export const localFolder = join(clone, 'infra/local');

/** What `npm start` keeps between starts, and what `npm run reset` wipes. */
export const stateFolder = join(clone, '.awrach');

export const isRoot = process.getuid?.() === 0;

/** Sixteen hex digits that stand for a path. */
export function pathHash(path: string): string {
  return createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16);
}
