import { quantile } from '../machine.ts';
import { type Applied, applyAll } from './apply.ts';
import { openStage, type Stage } from './stage.ts';
import { tell } from './told.ts';

export interface Level {
  readonly things: number;
  /** Of the next events, half of them of new things and half of known ones. */
  readonly microsecondsAnEvent: number;
  /** Nation and 75 provinces, asked of the service directly, p50. */
  readonly millisecondsARead: number;
}

const next = 20_000;
const readTurns = 10;
const readsATurn = 200;
const query = '{ programme { totals { jobs placements } provinces { totals { jobs placements } } } }';

/**
 * What an event and a read cost when there are so many things already. Each size has a stage of its own, so that what is compared is
 * measured within seconds, and the reads in turns: between a stage's first thing and its last the machine's pace changes by itself.
 */
export async function growth(sizes: readonly number[]): Promise<Level[]> {
  await using stages = new AsyncDisposableStack();
  const grown: Stage[] = [];
  for (const size of sizes) {
    const stage = stages.use(await openStage());
    await tell(stage.source, 0, size);
    await stage.relayAll();
    await (await applyAll(stage, size)).totals.stop();
    await tell(stage.source, size, size + next / 2);
    await tell(stage.source, size - next / 2, size, 2);
    await stage.relayAll();
    grown.push(stage);
  }

  const applied: Applied[] = [];
  for (const [i, size] of sizes.entries()) {
    const one = await applyAll(grown[i] as Stage /* each size has one */, size + next);
    stages.defer(one.totals.stop);
    applied.push(one);
  }
  const taken = applied.map((): number[] => []);
  for (let turn = 0; turn < readTurns; turn += 1) {
    for (const [i, { totals }] of applied.entries()) {
      const found = await timesOfReads(totals.address, readsATurn);
      if (turn > 0) taken[i]?.push(...found);
    }
  }
  return sizes.map((things, i) => ({
    things,
    microsecondsAnEvent: ((applied[i]?.ms ?? 0) * 1_000) / (applied[i]?.applied ?? 0),
    millisecondsARead: quantile(taken[i] ?? [], 0.5),
  }));
}

async function timesOfReads(address: string, reads: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < reads; i += 1) {
    const began = performance.now();
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    await response.json();
    taken.push(performance.now() - began);
  }
  return taken;
}
