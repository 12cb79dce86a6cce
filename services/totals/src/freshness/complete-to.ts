import { EventEmitter } from 'node:events';
import type { ThingContract } from '@awrach/contracts';
import { type Progress, reaches } from '@awrach/messaging';
import type { Version } from '../head/version.ts';
import { justBefore } from '../time/moment.ts';

/** Up to when versions hold everything that was recorded. */
export interface CompleteTo {
  /** A relay says how far it is. */
  told(progress: Progress): void;
  /** A version has become the head: what was told is measured against it from now on. */
  moved(head: Version): void;
  /** Every change recorded up to and at this moment is in that version; null while some source has not been heard of. */
  of(version: Version): string | null;
  /** Calls after each word that moved the head's moment on. @returns what ends that */
  onMoved(listener: () => void): () => void;
}

/** What one source said that is not reached yet, oldest first, and the moment of the last that is. */
interface Source {
  readonly topics: readonly string[];
  pending: Progress[];
  at: string | null;
}

/** More of them would be seven minutes at twenty a second: then every other one is left out. */
const mostPending = 9_000;

/**
 * Keeps book of what the sources' relays claim and of what the head has reached. The moment never goes back: a source
 * whose topic is being sent again, or whose relay stands still, holds it where it is.
 */
export function completeToKeeper(followed: readonly ThingContract[]): CompleteTo {
  const sources = new Map<string, Source>();
  for (const [service, contracts] of Map.groupBy(followed, (contract) => contract.service)) {
    sources.set(service, { topics: contracts.map(({ topic }) => topic), pending: [], at: null });
  }
  const moments = new WeakMap<Version, string>();
  const news = new EventEmitter();
  let head: Version | undefined;

  function told(progress: Progress): void {
    const source = sources.get(progress.service);
    if (!source) return;
    const [last] = source.pending.slice(-1);
    if (last && !sameLogs(source, last, progress)) source.pending = [];
    source.pending.push(progress);
    if (source.pending.length > mostPending) source.pending = source.pending.filter((_, i) => i % 2 === 0);
    if (!head) return;
    advance(source, head);
    if (setMoment(head)) news.emit('moved');
  }

  /** @returns whether it is another than before */
  function setMoment(version: Version): boolean {
    const least = earliest([...sources.values()].map(({ at }) => at));
    if (!least) return false;
    // A relay speaks of what was recorded before its moment; readers ask for what was known at one.
    const moment = justBefore(least);
    if (moments.get(version) === moment) return false;
    moments.set(version, moment);
    return true;
  }

  return {
    told,
    moved(version) {
      head = version;
      for (const source of sources.values()) advance(source, version);
      setMoment(version);
    },
    of: (version) => moments.get(version) ?? null,
    onMoved(listener) {
      news.on('moved', listener);
      return () => void news.off('moved', listener);
    },
  };
}

function advance(source: Source, { reached }: Version): void {
  const isReached = (progress: Progress) => reaches(reached, progress, source.topics);
  const newest = source.pending.at(-1);
  if (!newest) return;
  let done = 0;
  if (isReached(newest)) done = source.pending.length;
  else while (isReached(source.pending[done] ?? newest)) done += 1;
  const last = source.pending.splice(0, done).at(-1);
  if (last && (source.at === null || source.at < last.at)) source.at = last.at;
}

/** Null when one of them is. The moments have one form, so that texts sort as they do. */
function earliest(moments: readonly (string | null)[]): string | null {
  const known = moments.filter((at) => at !== null).sort();
  return known.length === moments.length ? (known[0] ?? null) : null;
}

/** Marks of a log that was replaced since will never be reached: the new one has offsets of its own. */
const sameLogs = ({ topics }: Source, a: Progress, b: Progress): boolean =>
  a.database === b.database && topics.every((topic) => a.logs[topic]?.log === b.logs[topic]?.log);
