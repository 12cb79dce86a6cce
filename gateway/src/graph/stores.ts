import type { DocumentNode } from 'graphql';
import { openShelf } from '../kept/shelf.ts';

/** What Apollo Server looks things up in. */
interface Store<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/**
 * @param limit in bytes
 * @param bytesOf what a value takes
 */
function store<Value>(limit: number, bytesOf: (value: Value) => number): Store<Value> {
  const shelf = openShelf<Value>(limit);
  return {
    get: async (key) => shelf.get(key),
    set: async (key, value) => shelf.put(key, value, bytesOf(value)),
    delete: async (key) => shelf.remove(key),
  };
}

/**
 * Where the texts of automatic persisted queries stand, so that a client can ask with a short GET. A gateway that does
 * not know a hash says so, and the client sends the text along once: each gateway learns for itself.
 */
export const persistedQueries = () => store<string>(4_000_000, (text) => 2 * text.length);

/** What a character of a text comes to in nodes, tokens and places, with its fragments written out besides: 105 to 124 bytes, measured. */
const bytesOfCharacter = 120;

/**
 * Texts that were parsed and found valid. Apollo Server's own store measures them by their JSON, of which they take four times as much: it let
 * many long ones take more than 100 MB.
 */
export const documents = () =>
  store<DocumentNode>(24_000_000, ({ loc }) => bytesOfCharacter * (loc?.source.body.length ?? 0));

/** What plans may take, in mebibytes of their JSON: they take six times as much themselves. A page's has some kilobytes. */
export const plansMiB = 4;
