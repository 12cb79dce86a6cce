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

/** How many chains there are: 32 KB. Of what is under way each has one entry at most, of what is kept some ten. */
const chains = 4_096;

/**
 * Chains of entries, whose table is made once. V8 makes that of a `Map` anew each time its places are used up, by deleted entries too, and a
 * former table points to the next one: once one has outlived the nursery, it keeps all that follow alive, with what they held, until the whole
 * heap is collected. An entry that is taken out here points to nothing.
 */
export function steadyMap<Value>(): SteadyMap<Value> {
  const first = new Array<Entry<Value> | undefined>(chains).fill(undefined);

  function find(key: string, hash: number): Entry<Value> | undefined {
    let entry = first[hash % chains];
    while (entry && (entry.hash !== hash || entry.key !== key)) entry = entry.next;
    return entry;
  }

  return {
    get: (key) => find(key, hashOf(key))?.value,
    set(key, value) {
      const hash = hashOf(key);
      const entry = find(key, hash);
      if (entry) entry.value = value;
      else first[hash % chains] = { key, hash, value, next: first[hash % chains] };
    },
    delete(key) {
      const hash = hashOf(key);
      const entry = find(key, hash);
      if (!entry) return false;
      let before = first[hash % chains];
      if (before === entry) first[hash % chains] = entry.next;
      else {
        while (before && before.next !== entry) before = before.next;
        if (before) before.next = entry.next;
      }
      entry.next = undefined;
      return true;
    },
  };
}

/** FNV-1a; 31 bits of it, which V8 keeps in place. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff;
}
