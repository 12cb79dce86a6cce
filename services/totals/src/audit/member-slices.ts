import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A slice is compared as a whole: a hundred thousand members are some megabytes. */
const slices = 64;

/** What of a slice is kept in memory before it goes to disk, in characters. */
const keptInMemory = 64 * 1024;

/** How many things name a member, as the sources say and as totals hold. */
export interface Counts {
  sources: number;
  totals: number;
}

/**
 * Members of both sides, sorted into slices by their keys, so that each slice can be compared by itself and memory stays flat
 * however many there are. What is more than a little lies in a temporary folder meanwhile.
 */
export interface MemberSlices {
  /** One side says that some more things name a member. The key is text without tabs or line ends. */
  add(side: keyof Counts, key: string, things: number): void;
  /** Slice by slice: how many things name each member, by key. */
  compared(): Generator<Map<string, Counts>>;
  /** Removes what lies on disk. */
  remove(): void;
}

export function memberSlices(): MemberSlices {
  const waiting = Array.from({ length: slices }, () => '');
  let folder: string | undefined;
  const fileOf = (slice: number) => {
    folder ??= mkdtempSync(join(tmpdir(), 'awrach-audit-'));
    return join(folder, String(slice));
  };
  return {
    add(side, key, things) {
      const slice = sliceOf(key);
      waiting[slice] += `${key}\t${side}\t${things}\n`;
      const text = waiting[slice] ?? '';
      if (text.length < keptInMemory) return;
      appendFileSync(fileOf(slice), text);
      waiting[slice] = '';
    },
    *compared() {
      for (const [slice, rest] of waiting.entries()) {
        const spilt = folder && existsSync(fileOf(slice)) ? readFileSync(fileOf(slice), 'utf8') : '';
        yield counted(spilt + rest);
      }
    },
    remove() {
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function counted(lines: string): Map<string, Counts> {
  const members = new Map<string, Counts>();
  for (const line of lines.split('\n')) {
    const [key = '', side, things] = line.split('\t');
    if (key === '') continue;
    const counts = members.get(key) ?? { sources: 0, totals: 0 };
    members.set(key, counts);
    counts[side === 'totals' ? 'totals' : 'sources'] += Number(things);
  }
  return members;
}

const { imul } = Math;

/** FNV-1a. */
function sliceOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % slices;
}
