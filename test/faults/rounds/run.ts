import { deckFor } from '../faults/all.ts';
import type { Fault } from '../faults/fault.ts';
import { openDesk } from '../generator/desk.ts';
import { openProvince } from '../generator/province.ts';
import { audited } from '../judgement/audited.ts';
import { poisonSetAside } from '../judgement/dead-letters.ts';
import type { Judgement } from '../judgement/judgement.ts';
import { keptOfOthers } from '../judgement/kept-of-others.ts';
import { ledgerKept } from '../judgement/ledger-kept.ts';
import { noProcessGaveUp } from '../judgement/no-process-gave-up.ts';
import { nothingByHalves } from '../judgement/nothing-by-halves.ts';
import { toldToKafka } from '../judgement/told-to-kafka.ts';
import { totalsEqualSources } from '../judgement/totals-equal-sources.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { World } from '../world/world.ts';
import { type Plan, plansOf } from './plan.ts';
import { progressOf } from './progress.ts';
import { play, type Run } from './round.ts';

/** What must hold after every round. Whatever else is to hold is added here. */
const judgements: readonly Judgement[] = [
  ledgerKept,
  nothingByHalves,
  keptOfOthers,
  totalsEqualSources,
  poisonSetAside,
  noProcessGaveUp,
];

/** What must hold at the end: these read all that was ever told. */
const last: readonly Judgement[] = [toldToKafka, audited];

interface RunOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly faultsPerRound: number;
  /** The provinces that write, with the edition of each; how many agreements each begins in a round. */
  readonly writers: readonly { readonly province: string; readonly edition: number }[];
  readonly files: number;
  /** Only these faults; all of them without it. */
  readonly only?: readonly string[] | undefined;
}

/** How a round went. */
export interface RoundReport {
  readonly plan: Plan;
  readonly seconds: number;
  readonly writes: number;
  readonly answers: number;
  readonly differences: readonly string[];
}

/** Every province has this many writes in a round at least, so that every fault finds some going on. */
const leastOfFile = 8;

/**
 * Plays rounds until they are over or one leaves a difference: what comes after it would only repeat it.
 * @returns the differences; none is what is wanted
 */
export async function playRounds(
  world: World,
  options: RunOptions,
  tell: (report: RoundReport) => void,
): Promise<readonly string[]> {
  const { faultsPerRound, files, rounds, seed } = options;
  const deck = chosen(deckFor(world), options.only);
  const run = await open(world, options, deck);
  const begunWithin = Math.max(1, Math.floor((options.writers.length * files * leastOfFile * 2) / 3));
  const course = { seed, rounds, faultsPerRound, begunWithin };
  const plans = plansOf(
    course,
    deck.map(({ name }) => name),
  );
  for (const plan of plans) {
    const began = performance.now();
    const played = await play(run, plan);
    const differences = [...played.differences, ...(await judge(judgements, run))];
    tell({ ...played, plan, differences, seconds: (performance.now() - began) / 1_000 });
    if (differences.length > 0) return differences;
  }
  return judge(last, run);
}

/** Those named, each once; all of the deck where none is named. */
function chosen(deck: readonly Fault[], only: readonly string[] | undefined): readonly Fault[] {
  return only?.map((name) => named(deck, name)) ?? deck;
}

function named(deck: readonly Fault[], wanted: string): Fault {
  const found = deck.find(({ name }) => name === wanted);
  if (found) return found;
  const known = new Set(deck.map(({ name }) => name));
  throw new Error(`There is no fault "${wanted}", but these: ${[...known].join(', ')}.`);
}

async function open(
  world: World,
  { files, seed, writers }: RunOptions,
  deck: readonly Fault[],
): Promise<Run> {
  const ledger = openLedger();
  const progress = progressOf();
  const provinces = await Promise.all(
    writers.map((writer, i) => {
      const desk = openDesk({ awrach: world.awrach, ledger, onConfirmed: progress.confirm, ...writer });
      return openProvince(desk, `${seed}.0.${i} opening`, files);
    }),
  );
  const faults = new Map(deck.map((fault) => [fault.name, fault]));
  const told = { version: '0.0', completeTo: null };
  return { seed, world, ledger, provinces, faults, progress, told };
}

async function judge(those: readonly Judgement[], { ledger, world }: Run): Promise<string[]> {
  const found: string[] = [];
  for (const judgement of those) found.push(...(await judgement(world, ledger)));
  return found;
}
