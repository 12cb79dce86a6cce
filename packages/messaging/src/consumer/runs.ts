import type { Fetched } from './fetched.ts';
import type { Run } from './membership.ts';
import { type Place, placeKey } from './positions.ts';

/** How much memory may wait beside what is handed out before fetching pauses, in bytes: some 10,000 small events. */
const enough = 64 * 1024 * 1024;

/** The next messages of one partition. */
export interface Portion extends Place {
  readonly messages: readonly Fetched[];
}

/**
 * What was fetched and waits to be applied: in order, and kept until it is applied or means nothing any more. While something of
 * a partition is handed out, nothing else of it is.
 */
export interface Runs {
  add(run: Run): void;
  isFull(): boolean;
  /** Hands out the next messages, by partition. Beside others that are handed out it must be the most that may be, or it is nothing. */
  handOut(): Portion[];
  isHandedOut(place: Place): boolean;
  /** What was handed out of these partitions is done with. */
  applied(places: readonly Place[]): void;
  /** What was handed out of these partitions is to be handed out again. */
  returned(places: readonly Place[]): void;
  /** Forgets what waits of this partition, or all; what is handed out is not handed out again. */
  drop(place?: Place): void;
  has(place: Place): boolean;
  /** Resolves when anything has changed since the call, or at `wake`. */
  changed(): Promise<void>;
  /** Lets those who wait for a change look again. */
  wake(): void;
}

/** @param mostMessages that are handed out at once */
export function waitingRuns(mostMessages: number): Runs {
  let waiting: Run[] = [];
  const out = new Map<string, Run[]>();
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };
  const isOut = (place: Place) => out.has(placeKey(place));

  const takeOut = () => {
    const taken = new Map<string, Run[]>();
    const left: Run[] = [];
    let room = mostMessages;
    for (const run of waiting) {
      const [part, rest] = isOut(run) ? [undefined, run] : divided(run, room);
      if (part !== undefined) {
        room -= part.messages.length;
        const key = placeKey(run);
        taken.set(key, [...(taken.get(key) ?? []), part]);
      }
      if (rest !== undefined) left.push(rest);
    }
    waiting = left;
    for (const [key, parts] of taken) out.set(key, parts);
    changed();
    return [...taken.values()];
  };

  return {
    add(run) {
      waiting.push(run);
      changed();
    },
    isFull: () => waiting.reduce((sum, { bytes }) => sum + bytes, 0) > enough,
    handOut() {
      const free = waiting.reduce((sum, run) => sum + (isOut(run) ? 0 : run.messages.length), 0);
      if (free < (out.size > 0 ? mostMessages : 1)) return [];
      return takeOut().map((parts) => {
        const [{ topic, partition }] = parts as [Run];
        return { topic, partition, messages: parts.flatMap(({ messages }) => messages) };
      });
    },
    isHandedOut: isOut,
    applied(places) {
      for (const place of places) out.delete(placeKey(place));
      if (places.length > 0) changed();
    },
    returned(places) {
      for (const place of places) {
        const key = placeKey(place);
        waiting = [...(out.get(key) ?? []), ...waiting];
        out.delete(key);
      }
      changed();
    },
    drop(place) {
      waiting = place === undefined ? [] : waiting.filter((run) => placeKey(run) !== placeKey(place));
      for (const key of place === undefined ? [...out.keys()] : [placeKey(place)])
        if (out.has(key)) out.set(key, []);
      changed();
    },
    has: (place) => isOut(place) || waiting.some((run) => placeKey(run) === placeKey(place)),
    changed: () => change.promise,
    wake: changed,
  };
}

/** The first `count` messages of a run, and the rest; what would have none is left out. */
function divided(run: Run, count: number): [Run | undefined, Run | undefined] {
  const { bytes, messages } = run;
  if (count <= 0) return [undefined, run];
  if (count >= messages.length) return [run, undefined];
  const share = (bytes * count) / messages.length;
  return [
    { ...run, messages: messages.slice(0, count), bytes: share },
    { ...run, messages: messages.slice(count), bytes: bytes - share },
  ];
}
