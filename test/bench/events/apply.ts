import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningTotals, type Stage, takenIn } from './stage.ts';

/**
 * Starts one instance of totals and waits until it has taken in so many events.
 * @returns also how long that took, in milliseconds, from the first that was taken in
 */
export async function applyAll(
  stage: Stage,
  events: number,
): Promise<{ totals: RunningTotals; applied: number; ms: number }> {
  const ready = stage.startTotals();
  let failed: unknown;
  ready.catch((error) => {
    failed = error;
  });
  const count = () => takenIn(stage.totals).catch(() => 0); // Before it has made its tables.
  const before = await count();
  let [first, began] = [before, 0];
  for (let now = before; now < events; now = await count()) {
    if (failed) throw failed;
    if (began === 0 && now > before) [first, began] = [now, performance.now()];
    await sleep(began === 0 ? 2 : 25);
  }
  const ms = performance.now() - began;
  const { rows } = await stage.totals.query('select count(*) from outbox join event using (seq)');
  if (Number(rows[0].count) > 0) throw new Error('Some events were set aside as dead letters.');
  return { totals: await ready, applied: events - first, ms };
}
