import { EventEmitter } from 'node:events';
import type { Wanted } from './receipts.ts';
import type { SqlClient } from './sql-client.ts';

/** Another process of this service may be the one that applies what is waited for: nobody tells us, so we look. */
const lookEveryMs = 50;

const commits = new EventEmitter().setMaxListeners(0);

/** The consumer says so after each commit in which this process came to hold new versions. */
export function tellHeld(): void {
  commits.emit('held');
}

/**
 * Waits until this service holds all of `wanted`: of things whose topics it consumes. Woken by this process's own
 * consumer as soon as it has committed; another's commits are seen within 50 ms.
 *
 * @param generation of the consumer that holds them (0 unless the service rebuilds beside itself).
 * @returns false when `timeoutMs` passed, or `signal` was raised, before.
 */
export async function waitForThings(
  client: SqlClient,
  wanted: readonly Wanted[],
  timeoutMs: number,
  signal?: AbortSignal,
  generation = 0,
): Promise<boolean> {
  if (wanted.length === 0) return true;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    // Listening starts before looking, so that a commit between the two is not missed.
    const told = Promise.withResolvers<void>();
    const wake = () => told.resolve();
    commits.once('held', wake);
    signal?.addEventListener('abort', wake);
    const timer = setTimeout(wake, Math.min(lookEveryMs, Math.max(0, deadline - performance.now())));
    try {
      if (await holds(client, wanted, generation)) return true;
      if (performance.now() >= deadline || signal?.aborted) return false;
      await told.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      commits.off('held', wake);
    }
  }
}

async function holds(client: SqlClient, wanted: readonly Wanted[], generation: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `select not exists (
       select from unnest($1::text[], $2::text[], $3::bigint[]) as wanted (topic, thing, version)
       where not exists (
         select from consumed_thing held
         where held.generation = $4 and held.topic = wanted.topic and held.thing = wanted.thing
           and held.version >= wanted.version)) as held`,
    [wanted.map((w) => w.topic), wanted.map((w) => w.thing), wanted.map((w) => w.version), generation],
  );
  return rows[0]?.held === true;
}
