import type { Fetched } from './fetched.ts';
import type { Run } from './membership.ts';
import { type Place, placeKey } from './positions.ts';

/** How much memory may wait to be applied before fetching pauses, in bytes: twice as many small events as any transaction takes. */
const enough = 64 * 1024 * 1024;

/** What was fetched and waits to be applied: in order, and kept until it is applied or means nothing any more. */
export interface Runs {
  add(run: Run): void;
  isFull(): boolean;
  /** The next messages, by partition. They stay until `applied`. */
  next(): Map<string, Fetched[]>;
  /** What `next` gave out is done with. */
  applied(): void;
  /** Forgets what waits of this partition, or all. */
  drop(place?: Place): void;
  has(place: Place): boolean;
  /** Resolves when something was added or taken away since the call. */
  changed(): Promise<void>;
}

/** @param mostMessages that `next` gives out at once */
export function waitingRuns(mostMessages: number): Runs {
  let runs: Run[] = [];
  let inHand: { run: Run; count: number }[] = [];
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };
  return {
    add(run) {
      runs.push(run);
      changed();
    },
    isFull: () => runs.reduce((sum, { bytes }) => sum + bytes, 0) > enough,
    next() {
      const messages = new Map<string, Fetched[]>();
      inHand = [];
      let room = mostMessages;
      for (const run of runs) {
        if (room <= 0) break;
        const part = run.messages.slice(0, room);
        room -= part.length;
        inHand.push({ run, count: part.length });
        const key = placeKey(run);
        messages.set(key, [...(messages.get(key) ?? []), ...part]);
      }
      return messages;
    },
    applied() {
      for (const { run, count } of inHand) run.messages = run.messages.slice(count);
      inHand = [];
      runs = runs.filter(({ messages }) => messages.length > 0);
      changed();
    },
    drop(place) {
      runs = place === undefined ? [] : runs.filter((run) => placeKey(run) !== placeKey(place));
      changed();
    },
    has: (place) => runs.some((run) => placeKey(run) === placeKey(place)),
    changed: () => change.promise,
  };
}
