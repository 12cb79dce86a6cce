import { quantile } from '../machine.ts';
import { applyAll } from './apply.ts';
import { openStage } from './stage.ts';
import { tell } from './told.ts';

export interface Level {
  readonly things: number;
  /** Of the next events, half of them of new things and half of known ones. */
  readonly microsecondsAnEvent: number;
  /** Nation and 75 provinces, asked of the service directly, p50. */
  readonly millisecondsARead: number;
}

const next = 20_000;
const reads = 400;
const query = '{ programme { totals { jobs placements } provinces { totals { jobs placements } } } }';

/** What an event and a read cost when there are so many things already. */
export async function growth(sizes: readonly number[], onLevel: (level: Level) => void): Promise<void> {
  await using stage = await openStage();
  let things = 0;
  let events = 0;
  for (const size of sizes) {
    await tell(stage.source, things, size);
    events += size - things;
    things = size;
    await stage.relayAll();
    await (await applyAll(stage, events)).totals.stop();

    await tell(stage.source, things, things + next / 2);
    await tell(stage.source, things - next / 2, things, 2);
    things += next / 2;
    events += next;
    await stage.relayAll();
    const { applied, ms, totals } = await applyAll(stage, events);
    const taken: number[] = [];
    for (let i = 0; i < reads; i += 1) {
      const began = performance.now();
      const response = await fetch(`${totals.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      await response.json();
      if (i >= reads / 4) taken.push(performance.now() - began);
    }
    await totals.stop();
    onLevel({
      things: size,
      microsecondsAnEvent: (ms * 1_000) / applied,
      millisecondsARead: quantile(taken, 0.5),
    });
  }
}
