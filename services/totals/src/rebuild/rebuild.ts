import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Consumer,
  isConflict,
  type Log,
  type Reached,
  type SqlClient,
  type SqlTransaction,
  startConsumer,
  type Transact,
} from '@awrach/messaging';
import { applyBatch, consumerSettings } from '../applying/apply.ts';
import type { Contribution } from '../contribution/contribution.ts';
import { followed } from '../contribution/rules.ts';
import { liveGeneration } from '../generation/generation.store.ts';
import { holdOffsets, offsetsOf } from '../generation/offsets.store.ts';
import { type Difference, differencesBetween } from './difference.store.ts';
import { areEven, type Distance, distanceTo } from './distance.rules.ts';
import { holdBatches, keepFigures, takeUpFigures } from './figures.store.ts';
import { type Gathered, gatherFigures } from './gathered.ts';
import { raiseGeneration } from './swap.store.ts';

export interface RebuildParts {
  readonly sql: SqlClient;
  readonly transact: Transact<SqlTransaction>;
  readonly brokers: string;
  /** Being rebuilt: its tables are there, and hold what an interrupted rebuild has left. */
  readonly generation: number;
  /** Swap also when the rebuilt figures differ from the live ones. */
  readonly acceptDifferences: boolean;
  readonly onProgress: (distance: Distance) => void;
  readonly signal: AbortSignal;
  readonly log: Log;
}

export interface Outcome {
  /** Whether the rebuilt figures are the live ones now. */
  readonly swapped: boolean;
  readonly from: number;
  readonly differences: readonly Difference[];
}

/** How often it looks how far the live figures are, in milliseconds. */
const lookEveryMs = 200;

/** The longest pause after swaps that did not come off: each has made the live figures wait. */
const longestPauseMs = 5_000;

/** So few events are taken in while the live figures wait. */
const near = 500;

/**
 * How long the live figures wait at most for those events, in milliseconds; then they go on, and it is tried again. When they are in,
 * the figures are written.
 */
const longestHoldMs = 1_000;

/** What the last step of a swap found missing: the live figures go on, and it is tried again. */
class Behind extends Error {}

/** Batches are kept that were not counted here: the figures are to be added up anew. */
class Uncounted extends Error {}

/**
 * Takes all events into the tables of another generation, while the live one goes on; when it has caught up, compares
 * the two and swaps.
 *
 * It reads no further than the live figures have come, so that there is a moment, with the live offsets held, at
 * which both rest on the very same events: a difference then means that one of them is wrong.
 *
 * @throws Error when it was told to stop, or cannot go on; what was rebuilt stays for another time.
 */
export async function rebuild(parts: RebuildParts): Promise<Outcome> {
  for (;;) {
    try {
      return await takeIn(parts);
    } catch (error) {
      if (!(error instanceof Uncounted)) throw error;
    }
  }
}

/** @throws Uncounted when it is to begin again, from what is kept */
async function takeIn(parts: RebuildParts): Promise<Outcome> {
  const { sql, generation, signal } = parts;
  const gathered = gatherFigures(parts.transact, await parts.transact((tx) => takeUpFigures(tx, generation)));
  const from = await liveGeneration(sql);
  const consumer = startConsumer<SqlTransaction, Contribution>({
    brokers: parts.brokers,
    // Of its own each time: nobody is to wait until Kafka has noticed that a killed one is gone.
    group: `awrach.totals.rebuild.${randomUUID()}`,
    service: 'totals',
    contracts: followed,
    transact: gathered.transact,
    apply: (tx, batch, reached) => applyBatch(tx, generation, batch, reached, gathered.conclude),
    generation: async () => generation,
    ...consumerSettings,
    upTo: await offsetsOf(sql, from),
    log: parts.log,
  });
  try {
    for (let pauseMs = lookEveryMs; ; await sleep(pauseMs, undefined, { signal })) {
      signal.throwIfAborted();
      const live = await offsetsOf(sql, from);
      consumer.goOnTo(live);
      const distance = distanceTo(live, await offsetsOf(sql, generation));
      parts.onProgress(distance);
      if (distance.all - distance.done <= near) {
        const outcome = await trySwap(parts, consumer, gathered, from);
        if (outcome) return outcome;
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  } finally {
    await consumer.stop();
  }
}

/** @returns undefined when it is still behind */
async function trySwap(
  { acceptDifferences, generation, signal, sql, transact }: RebuildParts,
  consumer: Consumer,
  gathered: Gathered,
  from: number,
): Promise<Outcome | undefined> {
  try {
    return await transact(async (tx) => {
      const held = await holdOffsets(tx, from);
      consumer.goOnTo(held);
      await untilEven(sql, generation, held, gathered, signal);
      const { batches, figures } = gathered.sum();
      if (batches !== (await holdBatches(tx, generation))) throw new Uncounted();
      await keepFigures(tx, generation, figures);
      const differences = await differencesBetween(tx, from, generation);
      const swapped = differences.length === 0 || acceptDifferences;
      if (swapped) await raiseGeneration(tx, from, generation);
      return { swapped, from, differences };
    });
  } catch (error) {
    // An applier may have taken the same offsets in another order: one of the two gives way, and tries again.
    if (error instanceof Behind || isConflict(error)) return undefined;
    throw error;
  }
}

async function untilEven(
  sql: SqlClient,
  generation: number,
  held: readonly Reached[],
  gathered: Gathered,
  signal: AbortSignal,
): Promise<void> {
  for (const deadline = performance.now() + longestHoldMs; ; await sleep(10, undefined, { signal })) {
    if (areEven(held, await offsetsOf(sql, generation)) && !gathered.isBusy()) return;
    if (performance.now() > deadline) throw new Behind();
  }
}
