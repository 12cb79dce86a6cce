import { randomInt } from 'node:crypto';

/** A map of which entries come and go by the thousand a second. */
interface SteadyMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** @returns whether it was there */
  delete(key: string): boolean;
}

interface Entry<Value> {
  readonly key: string;
  readonly hash: number;
  value: Value;
  next: Entry<Value> | undefined;
}

/** There are 2¹² chains, which are 32 KB. Of what is under way each has one entry at most, of what is kept some ten. */
const bits = 12;

/**
 * Chains of entries, whose table is made once. V8 makes that of a `Map` anew each time its places are used up, by deleted entries too, and a
 * former table points to the next one: once one has outlived the nursery, it keeps all that follow alive, with what they held, until the whole
 * heap is collected. An entry that is taken out here points to nothing.
 */
export function steadyMap<Value>(): SteadyMap<Value> {
  const first = new Array<Entry<Value> | undefined>(2 ** bits).fill(undefined);

  function find(key: string, hash: number): Entry<Value> | undefined {
    let entry = first[chainOf(hash)];
    while (entry && (entry.hash !== hash || entry.key !== key)) entry = entry.next;
    return entry;
  }

  return {
    get: (key) => find(key, hashOf(key))?.value,
    set(key, value) {
      const hash = hashOf(key);
      const entry = find(key, hash);
      if (entry) entry.value = value;
      else first[chainOf(hash)] = { key, hash, value, next: first[chainOf(hash)] };
    },
    delete(key) {
      const hash = hashOf(key);
      const entry = find(key, hash);
      if (!entry) return false;
      let before = first[chainOf(hash)];
      if (before === entry) first[chainOf(hash)] = entry.next;
      else {
        while (before && before.next !== entry) before = before.next;
        if (before) before.next = entry.next;
      }
      entry.next = undefined;
      return true;
    },
  };
}

/** Another in each process, so that nobody can choose keys of one chain. */
const basis = randomInt(2 ** 32);

/** FNV-1a, but for its basis; 31 bits of it, which V8 keeps in place. */
function hashOf(key: string): number {
  let hash = basis;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff;
}

/** By its upper bits, to which all of a key leads. */
const chainOf = (hash: number): number => hash >>> (31 - bits);
