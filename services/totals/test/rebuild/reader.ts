import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../instance.ts';

export interface Seen {
  readonly version: string;
  readonly completeTo: string | null;
  readonly agreements: number;
  readonly jobs: number;
}

interface Told {
  programme: {
    totals: Omit<Seen, 'version' | 'completeTo'> & { freshness: Pick<Seen, 'version' | 'completeTo'> };
  };
}

export async function nationOf(
  instance: Instance,
  more: { including?: readonly string[]; at?: string } = {},
): Promise<Seen> {
  const { programme } = await instance.ask<Told>(
    `query ($including: [Receipt!]) {
      programme { totals(including: $including) { agreements jobs freshness { version completeTo } } } }`,
    {
      variables: { including: more.including ?? [] },
      ...(more.at === undefined ? {} : { headers: { 'awrach-totals-version': more.at } }),
    },
  );
  const { freshness, ...figures } = programme.totals;
  return { ...freshness, ...figures };
}

/** Whether a version comes after another, or is the same. */
export function isFrom(earlier: string, later: string): boolean {
  const [[g = 0, n = 0], [h = 0, m = 0]] = [earlier, later].map((version) =>
    version.split('.').map(Number),
  ) as [number[], number[]]; // two texts make two lists
  return h > g || (h === g && m >= n);
}

/** An instance that is too far behind on a busy machine says so; the gateway asks once more then, and so do we. */
function unlessGone(error: Error): undefined {
  if (!error.message.includes('VERSION_GONE')) throw error;
}

/**
 * Asks, again and again, the newest of one instance and the very same version of the other, as a gateway with both behind
 * it does. What it saw is in the order in which it saw it.
 */
export function keepReading(first: Instance, second: Instance): { stop(): Promise<Seen[]> } {
  const seen: Seen[] = [];
  let reading = true;
  const running = (async () => {
    for (let turn = 0; reading; turn += 1) {
      const [one, other] = turn % 2 ? [first, second] : [second, first];
      const newest = await nationOf(one);
      const known = seen.at(-1)?.version ?? newest.version;
      const at = isFrom(known, newest.version) ? newest.version : known;
      const same = await nationOf(other, { at }).catch(unlessGone);
      if (at === newest.version) seen.push(newest);
      if (same) seen.push(same);
      await pause(5);
    }
    return seen;
  })();
  return {
    stop() {
      reading = false;
      return running;
    },
  };
}
