import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Logger } from '../log.ts';

const hour = 3_600_000;

interface Slices {
  /** How many keys one statement forgets at most. */
  readonly atOnce: number;
  /** Between two slices, in milliseconds: requests come in between. */
  readonly pause: number;
  readonly signal?: AbortSignal;
}

/** Each hour, forgets idempotency keys after their 30 days. */
export function forgetOldKeys(database: DataSource, log: Logger): { stop(): void } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const hourly = async () => {
    for (;;) {
      await setTimeout(hour, undefined, { signal, ref: false });
      try {
        await forgetOld(database, { atOnce: 10_000, pause: 1_000, signal });
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'old idempotency keys were not all forgotten this time');
      }
    }
  };
  hourly().catch(() => undefined); // Only `stop` ends it.
  return { stop: () => stopping.abort() };
}

/**
 * Forgets what is old by now, slice by slice, until fewer than a slice were left: however many come in within an hour, as many go. Of
 * two instances at it together one goes on.
 * @throws AbortError when it is told to stop between two slices
 */
export async function forgetOld(database: DataSource, { atOnce, pause, signal }: Slices): Promise<void> {
  for (;;) {
    const [slice]: { forgotten: number }[] = await database.query(
      `with forgotten as (
         delete from idempotency where (caller, mutation, key) in
           (select caller, mutation, key from idempotency where created_at < now() - interval '30 days' limit $1)
         returning 1)
       select count(*)::int as forgotten from forgotten`,
      [atOnce],
    );
    if (!slice || slice.forgotten < atOnce) return;
    await setTimeout(pause, undefined, { signal, ref: false });
  }
}
