import { createHash } from 'node:crypto';

const letters = 26;

/** A national id that follows from a name: two letters and seven digits, so that no two names of a run come to the same. */
export function nationalIdOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const letter = (at: number) => String.fromCharCode(65 + ((digest[at] ?? 0) % letters));
  const digits = String(digest.readUInt32BE(2) % 10_000_000).padStart(7, '0');
  return `${letter(0)}${letter(1)}${digits}`;
}
