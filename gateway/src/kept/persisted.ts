import { openShelf } from './shelf.ts';

/** What the queries known by their hash may take, in bytes. */
const limit = 4_000_000;

/**
 * Where the texts of automatic persisted queries stand, so that a client can ask with a short GET. A gateway that does
 * not know a hash says so, and the client sends the text along once: each gateway learns for itself.
 */
export function persistedQueries() {
  const texts = openShelf<string>(limit);
  return {
    get: async (hash: string) => texts.get(hash),
    set: async (hash: string, text: string) => texts.put(hash, text, 2 * text.length),
    delete: async (hash: string) => texts.remove(hash),
  };
}
