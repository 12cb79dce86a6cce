import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import type { Province } from '../generator/province.ts';
import { unrest } from '../judgement/at-rest.ts';
import { startReader, type Told } from '../judgement/reader.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { mend, type World } from '../world/world.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import { seeded } from './seeded.ts';

/** What goes on from round to round. */
export interface Run {
  readonly seed: number;
  readonly world: World;
  readonly ledger: Ledger;
  readonly provinces: readonly Province[];
  readonly faults: ReadonlyMap<string, Fault>;
  /** Counts the writes of the round under way. */
  readonly progress: Progress;
  /** What its one reader was told last. */
  told: Told;
}

/** What was seen while a round went on. Whether it left everything right is judged afterwards. */
interface Played {
  readonly writes: number;
  readonly answers: number;
  /** What an answer read meanwhile should not have said, and what did not come to rest. */
  readonly differences: readonly string[];
}

/** Milliseconds within which, after the last fault, all must have arrived everywhere. */
const settlingPatience = 60_000;
/** The same when something has failed already: what has not arrived by then is told with it. */
const shortPatience = 5_000;

/** Provinces write, faults strike, somebody reads; then everything is given time to come to rest. */
export async function play(run: Run, { round, faults }: Plan): Promise<Played> {
  const { ledger, progress, provinces, seed, world } = run;
  progress.begin();
  const reader = startReader(world.awrach, run.told, (told) => {
    run.told = told;
  });
  const writing = Promise.all(
    provinces.map((province, i) =>
      province.work(`${seed}.${round}.${i}`, (part) => seeded(seed, 'province', i, round, part)),
    ),
  ).finally(progress.end);
  const striking = faults.map(async ({ after, fault }, i) => {
    await progress.reached(after);
    const name = `${seed}.${round}.${i}`;
    await run.faults.get(fault)?.strike({ world, ledger, name }, seeded(seed, 'fault', round, i));
  });
  const outcomes = await Promise.allSettled([writing, ...striking]);
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  await mend(world);
  const restless = await settle(world, failed.length === 0 ? settlingPatience : shortPatience);
  const misread = await reader.stop();
  const answers = reader.answers();
  const unread = answers === 0 ? ['nobody could read anything in all this round'] : [];
  return {
    writes: progress.confirmed(),
    answers,
    differences: [...failed, ...restless, ...misread, ...unread],
  };
}

/** Waits until nothing is on its way. @returns what still was when patience ended */
async function settle(world: World, patience: number): Promise<string[]> {
  // Whoever cannot be asked is not at rest.
  const look = () => unrest(world).catch((error) => [String(error)]);
  let last: string[] = [];
  for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
    // Twice in a row, because what a service takes in may make it write.
    last = await look();
    if (last.length === 0) last = await look();
    if (last.length === 0) return [];
    await sleep(250);
  }
  return last.map((one) => `not at rest: ${one}`);
}
