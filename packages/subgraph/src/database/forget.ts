import type { DataSource } from 'typeorm';
import type { Logger } from '../log.ts';

const hour = 3_600_000;

/** Forgets idempotency keys after their 30 days, a few at a time. */
export function forgetOldKeys(database: DataSource, log: Logger): { stop(): void } {
  const timer = setInterval(() => {
    database
      .query(
        `delete from idempotency where (caller, mutation, key) in
           (select caller, mutation, key from idempotency where created_at < now() - interval '30 days' limit 10000)`,
      )
      .catch((error: unknown) =>
        log.warn({ err: error }, 'old idempotency keys were not forgotten this time'),
      );
  }, hour);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
