import { setFlagsFromString } from 'node:v8';

/** By how much more than what is alive a heap may grow before V8 looks through all of it, in percent; of its own it takes some 40. */
const whileBehind = 150;

/** The flag is the process's; those of its consumers that are behind, of which there is one but in tests. */
const behind = new Set<object>();

/**
 * Gives the process a roomier heap while a consumer has much to take in, and takes it back when that is done. Thousands of events
 * wait at any moment and are garbage in the next, so that V8, which holds a small heap close to what is alive, would look through
 * all of it twice a second. At rest a heap held close is what is wanted.
 *
 * V8 reads the flag anew at each collection.
 */
export function giveRoom(consumer: object, isBehind: boolean): void {
  if (behind.has(consumer) === isBehind) return;
  if (isBehind) behind.add(consumer);
  else behind.delete(consumer);
  setFlagsFromString(`--heap-growing-percent=${behind.size > 0 ? whileBehind : 0}`);
}
