import { setFlagsFromString } from 'node:v8';

/** To how much more than what is alive a heap may grow before V8 looks through all of it, in percent; by itself V8 takes some 40. */
const whileBehind = 150;

/**
 * Gives a process that has much to take in a roomier heap, and takes it back when that is done. Thousands of events wait
 * at any moment and are garbage in the next, so that V8, which holds a small heap close to what is alive, looks through all of it
 * twice a second: a fifth of all that taking events in costs. At rest a heap held close is what is wanted.
 *
 * The flag is read anew at each collection.
 */
export function roomWhileBehind(): (isBehind: boolean) => void {
  let roomy = false;
  return (isBehind) => {
    if (isBehind === roomy) return;
    roomy = isBehind;
    setFlagsFromString(`--heap-growing-percent=${roomy ? whileBehind : 0}`);
  };
}
