import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for `work` to end, but no longer than `ms`; then it goes on unheard. No timer is left behind that would keep the process. */
export async function atMost(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const over = new AbortController();
  const limit = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    await Promise.race([work, limit]);
  } finally {
    over.abort();
  }
}
