import type { Distance } from './distance.rules.ts';
import { progressWords } from './words.ts';

/** Tells people how far a rebuild is. */
export interface ProgressTeller {
  tell(distance: Distance): void;
  end(): void;
}

/** How often there is a word of it where each is a line of its own, in milliseconds. */
const lineEveryMs = 2_000;

/** The rate is that of so many last milliseconds: what is left takes as long as it goes now. */
const rateOverMs = 5_000;

/** In a terminal one live line; elsewhere a line now and then, and a last one. */
export function progressTeller(out: NodeJS.WriteStream): ProgressTeller {
  const live = out.isTTY === true && process.env.TERM !== 'dumb';
  const seen: { at: number; done: number }[] = [];
  let told = Number.NEGATIVE_INFINITY;
  let last = '';

  return {
    tell(distance) {
      const now = performance.now();
      seen.push({ at: now, done: distance.done });
      while ((seen[0]?.at ?? now) < now - rateOverMs) seen.shift();
      const [first] = seen;
      const seconds = (now - (first?.at ?? now)) / 1_000;
      last = progressWords(distance, seconds > 0 ? (distance.done - (first?.done ?? 0)) / seconds : 0);
      if (live) out.write(`\r\u001b[K  ${last}`);
      else if (now - told >= lineEveryMs) {
        told = now;
        out.write(`  ${last}\n`);
      }
    },
    end: () => void out.write(live ? '\n' : `  ${last}\n`),
  };
}
