import { setImmediate as turn } from 'node:timers/promises';
import { type LiveEvent, nextEvent } from './event.ts';
import type { InTurn } from './turns.ts';
import type { Watcher } from './watcher.ts';

/** What one computation of an operation has shown. */
export interface Computed {
  /** JSON on one line. */
  readonly result: string;
  /** The version of the totals that it shows; undefined when it reads none. */
  readonly version: string | undefined;
  /** `final`: it follows nothing that changes, or can never succeed; `faulty`: part of the system did not answer. */
  readonly kind: 'live' | 'final' | 'faulty';
}

/** An operation that is watched: computed once for each change, however many watch. */
export interface Watched {
  join(watcher: Watcher): void;
  leave(watcher: Watcher): void;
  /** The totals have changed. */
  changed(): void;
}

/** How many watchers are told before others get a turn. */
const toldAtOnce = 500;

/** When an answer that lacks a part is computed again though nothing has changed, in milliseconds. */
const againMs = 1_000;

interface WatchParts {
  readonly compute: () => Promise<Computed>;
  readonly inTurn: InTurn;
  /** Whether nothing newer than this version is known. */
  readonly isNewest: (version: string | undefined) => boolean;
  /** Nobody watches any longer. */
  readonly abandoned: () => void;
  /** Hears of what should not happen; it is tried again. */
  readonly onFault: (error: unknown) => void;
}

export function watch({ abandoned, compute, inTurn, isNewest, onFault }: WatchParts): Watched {
  const watchers = new Set<Watcher>();
  let latest: { readonly event: LiveEvent; readonly kind: Computed['kind'] } | undefined;
  let computing = false;
  let outdated = false;
  let again: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    outdated = true;
    clearTimeout(again);
    if (computing) return;
    computing = true;
    let failed = false;
    try {
      while (outdated && watchers.size > 0) {
        const computed = await inTurn(async () => {
          // What has changed while it waited for its turn is in what it computes now.
          outdated = false;
          return watchers.size > 0 ? await compute() : undefined;
        });
        if (computed) await show(computed);
      }
    } catch (error) {
      onFault(error);
      failed = true;
    } finally {
      computing = false;
    }
    if ((failed || latest?.kind === 'faulty') && watchers.size > 0)
      again = setTimeout(() => void run(), againMs);
  }

  async function show({ kind, result, version }: Computed): Promise<void> {
    latest = { event: nextEvent(result, version, kind !== 'faulty'), kind };
    let told = 0;
    for (const watcher of watchers) {
      tell(watcher);
      if (++told % toldAtOnce === 0) await turn();
    }
  }

  function tell(watcher: Watcher): void {
    if (!latest) return;
    watcher.offer(latest.event);
    if (latest.kind === 'final') watcher.complete();
  }

  return {
    join(watcher) {
      watchers.add(watcher);
      if (latest?.kind === 'live' && isNewest(latest.event.version)) tell(watcher);
      else void run();
    },
    leave(watcher) {
      watchers.delete(watcher);
      if (watchers.size > 0) return;
      clearTimeout(again);
      abandoned();
    },
    changed: () => void run(),
  };
}
