import type { Reached } from '@awrach/messaging';

/** How far a rebuild is: of `all` events that the live figures rest on it has taken in `done`. */
export interface Distance {
  readonly done: number;
  readonly all: number;
}

/**
 * How far these offsets are from those. What was taken in of a log that was made or sent anew since counts as nothing: it is
 * taken in once more.
 */
export function distanceTo(live: readonly Reached[], rebuilt: readonly Reached[]): Distance {
  const held = new Map(rebuilt.map((one) => [`${one.topic}|${one.partition}`, one]));
  let done = 0;
  let all = 0;
  for (const { topic, partition, log, next } of live) {
    const own = held.get(`${topic}|${partition}`);
    all += next;
    if (own?.log === log) done += Math.min(own.next, next);
  }
  return { done, all };
}

/** Whether the same events of every partition were taken in. A partition that is not named was never read. */
export function areEven(live: readonly Reached[], rebuilt: readonly Reached[]): boolean {
  const words = (all: readonly Reached[]) =>
    all
      .filter(({ next }) => next > 0)
      .map(({ topic, partition, log, next }) => `${topic}|${partition}|${log}|${next}`)
      .sort()
      .join();
  return words(live) === words(rebuilt);
}
