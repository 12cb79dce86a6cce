import { EventEmitter } from 'node:events';
import { isBefore, nameOf, type Version, type VersionName } from './version.ts';

/** How long a version can be asked for after a newer one has come, in milliseconds. */
const keptForMs = 30_000;

/** The newest version, and those that were the newest within the last 30 s. */
export interface KeptVersions {
  /** @throws Error while none was loaded */
  head(): Version;
  /** A newer version; an older one is not taken. Neither a gap nor a new generation lets go of anything. */
  add(version: Version): void;
  /**
   * Exactly the version of that name, waiting for it when it is still to come.
   * @returns 'gone' when it was let go, was never here, or did not come in time
   */
  at(name: VersionName, waitMs: number): Promise<Version | 'gone'>;
  /** The head, once it is that version or a later one; undefined when it did not come in time. */
  headFrom(name: VersionName, waitMs: number): Promise<Version | undefined>;
  /** Calls after each new version. @returns what ends that */
  onHead(listener: () => void): () => void;
}

/** @param clock milliseconds, rising */
export function keptVersions(clock: () => number = () => performance.now()): KeptVersions {
  const news = new EventEmitter().setMaxListeners(0);
  /** By their names. */
  const kept = new Map<string, Version>();
  /** When each of them was followed by another. */
  const replaced: { name: string; at: number }[] = [];
  let newest: Version | undefined;

  function add(version: Version): void {
    if (newest && !isBefore(newest, version)) return;
    if (newest) replaced.push({ name: nameOf(newest), at: clock() });
    kept.set(nameOf(version), version);
    newest = version;
    letGo();
    news.emit('head');
  }

  function letGo(): void {
    const past = clock() - keptForMs;
    const first = replaced.findIndex(({ at }) => at >= past);
    for (const { name } of replaced.splice(0, first < 0 ? replaced.length : first)) kept.delete(name);
  }

  function head(): Version {
    if (!newest) throw new Error('No version was loaded yet.');
    return newest;
  }

  async function headFrom(name: VersionName, waitMs: number): Promise<Version | undefined> {
    const deadline = performance.now() + waitMs;
    while (!newest || isBefore(newest, name)) {
      const left = deadline - performance.now();
      if (left <= 0 || !(await nextHead(left))) return undefined;
    }
    return newest;
  }

  function nextHead(waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const come = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        news.off('head', come);
        resolve(false);
      }, waitMs);
      news.once('head', come);
    });
  }

  return {
    head,
    headFrom,
    add,
    async at(name, waitMs) {
      await headFrom(name, waitMs);
      return kept.get(nameOf(name)) ?? 'gone';
    },
    onHead(listener) {
      news.on('head', listener);
      return () => news.off('head', listener);
    },
  };
}
