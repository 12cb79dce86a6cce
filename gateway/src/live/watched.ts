import { setImmediate as turn } from 'node:timers/promises';
import { isOfThisMoment, type Made } from '../kept/answer.ts';
import type { Head } from '../totals/head.ts';
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
  /** It is told what is known, if that is as new as what anybody who asks is given; else what is computed from now on. */
  join(watcher: Watcher): void;
  leave(watcher: Watcher): void;
  /** The totals have changed. */
  changed(): void;
}

/** How many watchers are told before others get a turn. */
const toldAtOnce = 500;

/** When an answer that lacks a part is computed again though nothing has changed, in milliseconds: twice as late each time, up to the longest. */
const againMs = { first: 1_000, longest: 16_000 };

interface WatchParts {
  readonly compute: () => Promise<Computed>;
  readonly inTurn: InTurn;
  /** The newest head, while it is certain. */
  readonly newest: () => Head | undefined;
  /** Nobody watches any longer. */
  readonly abandoned: () => void;
  /** Hears of what should not happen; it is tried again. */
  readonly onFault: (error: unknown) => void;
}

export function watch({ abandoned, compute, inTurn, newest, onFault }: WatchParts): Watched {
  const watchers = new Set<Watcher>();
  /** Those who came when what was being computed was too old for them: they are told the next. */
  const late = new Set<Watcher>();
  let latest: { readonly event: LiveEvent; readonly kind: Computed['kind']; readonly made: Made } | undefined;
  /** What is being computed now shows this head, or a newer one. */
  let underWay: Made | undefined;
  let computing = false;
  let outdated = false;
  let again: NodeJS.Timeout | undefined;
  let againIn = againMs.first;

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
          late.clear();
          return watchers.size > 0 ? await computeNow() : undefined;
        });
        if (computed) await show(...computed);
      }
    } catch (error) {
      onFault(error);
      failed = true;
    } finally {
      computing = false;
    }
    if (!failed && latest?.kind !== 'faulty') againIn = againMs.first;
    else if (watchers.size > 0) {
      again = setTimeout(() => void run(), againIn);
      againIn = Math.min(2 * againIn, againMs.longest);
    }
  }

  async function computeNow(): Promise<[Computed, Made]> {
    const made = { madeAt: performance.now(), head: newest() };
    underWay = made;
    try {
      return [await compute(), made];
    } finally {
      underWay = undefined;
    }
  }

  async function show({ kind, result, version }: Computed, made: Made): Promise<void> {
    latest = { event: nextEvent(result, version, kind !== 'faulty'), kind, made };
    let told = 0;
    for (const watcher of watchers) {
      if (!late.has(watcher)) tell(watcher);
      if (++told % toldAtOnce === 0) await turn();
    }
  }

  function tell(watcher: Watcher): void {
    if (!latest) return;
    watcher.offer(latest.event);
    if (latest.kind === 'final') watcher.complete();
  }

  const isNew = (made: Made): boolean => isOfThisMoment(made, newest(), performance.now());
  const isNewestVersion = ({ version }: LiveEvent): boolean =>
    version !== undefined && version === newest()?.version;

  return {
    join(watcher) {
      watchers.add(watcher);
      if (latest?.kind === 'live' && isNewestVersion(latest.event) && isNew(latest.made)) tell(watcher);
      else if (!underWay || outdated || !isNew(underWay)) {
        late.add(watcher);
        void run();
      }
    },
    leave(watcher) {
      watchers.delete(watcher);
      late.delete(watcher);
      if (watchers.size > 0) return;
      clearTimeout(again);
      abandoned();
    },
    changed: () => void run(),
  };
}
