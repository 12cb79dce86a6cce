import { setTimeout as sleep } from 'node:timers/promises';
import type { Awrach } from './awrach.ts';

/** Characters of what was seen last. */
const mostShown = 2_000;

/** Asks again until the answer fits. For what no receipt names: what services do by themselves, and restarts. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  milliseconds = 20_000,
): Promise<T> {
  let last: unknown;
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await sleep(25)) {
    try {
      const answer = await ask();
      if (fits(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(
    `${what}: not within ${milliseconds} ms; last seen: ${(last instanceof Error ? String(last) : JSON.stringify(last))?.slice(0, mostShown)}`,
  );
}

/** Waits until the totals contain all that was recorded before now. @returns the moment up to which they do */
export async function totalsUpToNow(awrach: Awrach): Promise<string> {
  const now = new Date().toISOString();
  type Told = { programme: { totals: { freshness: { completeTo: string | null } } } };
  const told = await until(
    `totals complete to ${now}`,
    () => awrach.anyone().ask<Told>('{ programme { totals { freshness { completeTo } } } }'),
    ({ programme }) => (programme.totals.freshness.completeTo ?? '') > now,
  );
  return told.programme.totals.freshness.completeTo ?? '';
}
