import { hash } from 'node:crypto';

/** Which of very many keys came before, lately. */
interface Remembered {
  /** Remembers a key. @returns whether it came before and is not forgotten */
  again(key: string): boolean;
}

/** How many questions asked once are remembered: a quarter of a megabyte. */
const questions = 65_536;

/**
 * Remembers keys by 32 bits of their hash, each at one of so many places (4 bytes each): one that comes to the place of another
 * makes it forgotten. So it never grows, whatever is asked.
 */
export function rememberKeys(places = questions): Remembered {
  const prints = new Uint32Array(places);
  return {
    again(key) {
      const digest = hash('sha1', key, 'buffer');
      const place = digest.readUInt32LE(0) % places;
      const print = digest.readUInt32LE(4);
      const came = prints[place] === print;
      prints[place] = print;
      return came;
    },
  };
}
