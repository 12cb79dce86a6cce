import { mostWrites } from '@awrach/messaging/receipts';
import { mostReceipts, mostWaiting } from './http/limits.ts';
import { refuse } from './refusal/catalogue.ts';
import { RefusalError } from './refusal/refusal.ts';
import type { Recorded } from './write/receipt.ts';

/** Where requests wait until this service holds the writes that they include. */
export interface WaitingRoom<Found> {
  /**
   * @returns what was found with the look that found all these writes held
   * @throws RefusalError `receipt.timeout`; `receipt.too-many-waiting`, at once
   */
  held(wanted: readonly Recorded[], waitMs: number): Promise<Found>;
  /** Something was taken in: it may be what somebody waits for. */
  moved(): void;
}

/** What a look at the database has found. */
interface Look<Found> {
  /** Those of the things looked for that are held, in the version that is. */
  readonly held: readonly Recorded[];
  readonly found: Found;
}

/** As many writes are waited for at most as one operation may include: so none is too large, and no look takes long. */
const mostWanted = mostReceipts * mostWrites;

/** Milliseconds before the first look that nothing gives cause to; each further one is half as long again, to half a second. */
const firstPause = 50;
const longestPause = 500;

/** Who is to wait for no time is still looked for, in milliseconds. */
const leastWait = 100;

interface Waiting<Found> {
  readonly wanted: readonly Recorded[];
  readonly found: (found: Found) => void;
}

/**
 * One look at a time is for all who wait: when another comes, when something was taken in, and, because another instance may
 * have taken it in, after ever longer pauses. A look that fails is reported, and followed by the next like any other.
 */
export function waitingRoom<Found>(parts: {
  look(wanted: readonly Recorded[]): Promise<Look<Found>>;
  onFault(error: unknown): void;
}): WaitingRoom<Found> {
  const waiting = new Set<Waiting<Found>>();
  let wantedByAll = 0;
  let looking = false;
  let pause = firstPause;
  let wake = () => {};

  async function lookWhileSomebodyWaits(): Promise<void> {
    looking = true;
    while (waiting.size > 0) {
      // What happens during the look gives cause to the next one.
      const cause = Promise.withResolvers<void>();
      wake = cause.resolve;
      await lookForAll().catch(parts.onFault);
      if (waiting.size === 0) break;
      const timer = setTimeout(wake, pause);
      pause = Math.min(1.5 * pause, longestPause);
      await cause.promise;
      clearTimeout(timer);
    }
    looking = false;
  }

  async function lookForAll(): Promise<void> {
    const asking = [...waiting];
    const { held, found } = await parts.look(asking.flatMap(({ wanted }) => wanted));
    const versions = new Map(held.map((write) => [keyOf(write), write.version]));
    const isHeld = (write: Recorded) => (versions.get(keyOf(write)) ?? 0) >= write.version;
    for (const one of asking) {
      if (!one.wanted.every(isHeld)) continue;
      leave(one);
      one.found(found);
    }
  }

  function enter(one: Waiting<Found>): void {
    waiting.add(one);
    wantedByAll += one.wanted.length;
    pause = firstPause;
    wake();
    if (!looking) void lookWhileSomebodyWaits();
  }

  function leave(one: Waiting<Found>): void {
    if (!waiting.delete(one)) return;
    wantedByAll -= one.wanted.length;
    if (waiting.size === 0) wake();
  }

  return {
    async held(wanted, waitMs) {
      if (waiting.size >= mostWaiting || wantedByAll + wanted.length > mostWanted)
        throw new RefusalError(refuse('receipt.too-many-waiting', 'including'));
      const { promise, resolve, reject } = Promise.withResolvers<Found>();
      const one: Waiting<Found> = { wanted, found: resolve };
      const late = () => {
        leave(one);
        reject(new RefusalError(refuse('receipt.timeout', 'including')));
      };
      const timer = setTimeout(late, Math.max(waitMs, leastWait));
      enter(one);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
      }
    },
    moved: () => wake(),
  };
}

const keyOf = ({ topic, thing }: Recorded) => `${topic}|${thing}`;
