import { setTimeout as sleep } from 'node:timers/promises';
import { processorSeconds } from '../processes.ts';
import { type RunningTotals, type Stage, takenIn } from './stage.ts';

export interface Applied {
  readonly totals: RunningTotals;
  readonly applied: number;
  /** From the first that was taken in. */
  readonly ms: number;
  /** Microseconds of a processor for each event, starting included: of totals, and of PostgreSQL. */
  readonly busyTotals: number;
  readonly busyPostgres: number;
}

/**
 * Starts one instance of totals and waits until it has taken in so many events.
 */
export async function applyAll(stage: Stage, events: number): Promise<Applied> {
  const busyBefore = stage.processorSeconds().postgres;
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
  const busyAfter = stage.processorSeconds().postgres;
  const totals = await ready;
  const each = (seconds: number) => (seconds * 1e6) / (events - before);
  return {
    totals,
    applied: events - first,
    ms,
    busyTotals: each(processorSeconds(totals.pid)),
    busyPostgres: each(busyAfter - busyBefore),
  };
}
