import { quantile } from '../machine.ts';
import { applyAll } from './apply.ts';
import { openStage, type Stage } from './stage.ts';
import { tell } from './told.ts';

export interface Level {
  readonly things: number;
  /** Of the next events, half of them of new things and half of known ones, old and young; the middle of some rounds. */
  readonly microsecondsAnEvent: number;
  /** Nation and 75 provinces, asked of the service directly, p50. */
  readonly millisecondsARead: number;
}

const next = 20_000;
const rounds = 3;
const readTurns = 9;
const readsATurn = 200;
const query = '{ programme { totals { jobs placements } provinces { totals { jobs placements } } } }';

/**
 * What an event and a read cost when there are so many things already. Each size has a stage of its own, so that what is compared is
 * measured within seconds, in turns: between a stage's first thing and its last the machine's pace changes by itself.
 */
export async function growth(sizes: readonly number[]): Promise<Level[]> {
  await using stages = new AsyncDisposableStack();
  const grown: Grown[] = [];
  for (const things of sizes) {
    const stage = stages.use(await openStage());
    await tell(stage.source, { from: 0, to: things });
    await stage.relayAll();
    await (await applyAll(stage, things)).totals.stop();
    grown.push({ stage, things, micros: [], reads: [] });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of grown) await takeNext(one, round);
  }
  const read: (() => Promise<void>)[] = [];
  for (const { reads, stage } of grown) {
    const totals = await stage.startTotals();
    stages.defer(totals.stop);
    await timesOfReads(totals.address, readsATurn); // The first do not count: code is cold.
    read.push(async () => void reads.push(...(await timesOfReads(totals.address, readsATurn))));
  }
  for (let turn = 0; turn < readTurns; turn += 1) {
    for (const again of read) await again();
  }
  return grown.map(({ micros, reads, things }) => ({
    things,
    microsecondsAnEvent: quantile(micros, 0.5),
    millisecondsARead: quantile(reads, 0.5),
  }));
}

/** A stage with its things, and what was measured on it. */
interface Grown {
  readonly stage: Stage;
  readonly things: number;
  readonly micros: number[];
  readonly reads: number[];
}

async function takeNext({ micros, stage, things }: Grown, round: number): Promise<void> {
  const half = next / 2;
  const from = things + round * half;
  await tell(stage.source, { from, to: from + half });
  await tell(stage.source, { from: 0, to: things, every: Math.ceil(things / half), version: 2 + round });
  await stage.relayAll();
  const { applied, ms, totals } = await applyAll(stage, things + (round + 1) * next);
  micros.push((ms * 1_000) / applied);
  await totals.stop();
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
