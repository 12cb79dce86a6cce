import { described, type Log } from '../log.ts';
import type { SqlClient, Transact } from '../sql-client.ts';
import type { Move, Step } from './apply.ts';
import type { Position } from './course.ts';
import { endsAt } from './ends.ts';
import { type Goal, isReached } from './goal.ts';
import type { Member, Membership } from './membership.ts';
import { loadPositions, type Place, placeKey } from './positions.ts';
import { type Reader, readerOf, stepOf } from './reader.ts';
import { waitingRuns } from './runs.ts';

export interface ReadingOptions<Tx extends SqlClient> {
  /** Says which set of offsets is to be read by. */
  generation(client: SqlClient): Promise<number>;
  upTo: readonly Move[] | undefined;
  mostAtOnce: number;
  transact: Transact<Tx>;
  log: Log;
  pause(ms: number): Promise<void>;
  stopped(): boolean;
  /** Positions were loaded: it is known from where each partition is read. */
  onPlaced(): void;
  join(member: Member): Membership;
}

/** What this process reads, and where it stands; see `startReading`. */
export interface Reading {
  /**
   * What is to be applied next, as soon as there is something; empty when it may be asked again. Of each partition nothing more is said
   * until these steps are `finished` or `failed`.
   */
  nextSteps(): Promise<Step[]>;
  /** Of the positions that the steps begin at. */
  generation(): number;
  moved(moves: readonly Move[], lost: readonly Place[]): void;
  finished(steps: readonly Step[]): void;
  failed(steps: readonly Step[]): void;
  /** Looks, after a failure, whether another generation is to be worked on, and takes all places up in that. */
  turned(): Promise<boolean>;
  goOnTo(ends: readonly Move[]): void;
  /** Whether the partitions read here have come so far; by topic. */
  reaches(goals: ReadonlyMap<string, Goal>): boolean;
  isPlaced(): boolean;
  assigned(): number;
  lag(): number;
  restarts(): number;
  stop(): Promise<void>;
}

/** A zombie hears of the rebalance within a heartbeat or two; only then is a partition looked at again. */
const afterLossMs = 2_500;
/** How often the last message of a quiet partition is looked at again. */
const lookBackMs = 5_000;

/**
 * Keeps the positions of the partitions that this process reads, as last read from or written to the database, and
 * what was fetched of them and waits to be applied.
 *
 * Wherever it begins it fetches one message before the position, and looks at a quiet partition's last message every 5 s:
 * a log that was made anew and has just as many records says so by the incarnation of that message, and by nothing else.
 */
export function startReading<Tx extends SqlClient>(options: ReadingOptions<Tx>): Reading {
  const { transact, log, pause, stopped } = options;
  const runs = waitingRuns(options.mostAtOnce);
  let readers: Map<string, Reader> | null = null;
  let generation = 0;
  let ends = endsAt(options.upTo);
  /** Settles when the positions of this assignment are loaded, or when there is another assignment. */
  let placed = Promise.withResolvers<void>();
  let isPlaced = false;

  const seek = (reader: Reader, offset: number) => {
    runs.drop(reader);
    membership.seek(reader, offset);
  };

  const begin = (reader: Reader, { next }: Position) => {
    reader.atEnd = false;
    seek(reader, Math.max(0, next - 1));
    membership.resume(reader);
  };

  /** Loads positions, after what is under way has moved them, and begins to read from there. */
  const place = async (wanted: readonly Reader[]): Promise<void> => {
    const current = readers;
    const isCurrent = () => readers === current && !stopped();
    for (let failures = 0; isCurrent(); failures += 1) {
      while (wanted.some(runs.isHandedOut)) await runs.changed();
      if (!isCurrent()) return;
      try {
        const found = await transact(async (tx) => {
          const now = await options.generation(tx);
          return { generation: now, positions: await loadPositions(tx, now, wanted) };
        });
        if (!isCurrent()) return;
        if (found.generation !== generation && wanted.length < (current?.size ?? 0)) return takeUpAnew();
        generation = found.generation;
        for (const reader of wanted) {
          reader.position = found.positions.get(placeKey(reader)) ?? { log: null, next: 0 };
          begin(reader, reader.position);
        }
        return;
      } catch (error) {
        log.warn(described(error), 'The database did not tell from where to read; asking again.');
        await pause(Math.min(100 * 2 ** failures, 5_000));
      }
    }
  };

  /** Of what was fetched before, nothing counts any more. */
  const takeUp = (places: readonly Place[] | null) => {
    runs.drop();
    placed.resolve();
    placed = Promise.withResolvers<void>();
    isPlaced = false;
    readers = places === null ? null : new Map(places.map((one) => [placeKey(one), readerOf(one)]));
    if (readers === null) return;
    const { resolve } = placed;
    const current = readers;
    void place([...readers.values()]).then(() => {
      if (readers !== current || stopped()) return;
      isPlaced = true;
      resolve();
      options.onPlaced();
    });
  };
  const takeUpAnew = () => takeUp(readers && [...readers.values()]);

  const turned = async (): Promise<boolean> => {
    const current = readers;
    // A database that does not answer this either is what the failure was; it is dealt with as such.
    const now = await transact((tx) => options.generation(tx)).catch(() => generation);
    if (readers !== current) return true; // Somebody else has taken all up anew: what failed is in nobody's hand any more.
    if (now === generation) return false;
    log.info({ from: generation, to: now }, 'Another generation is worked on from now on.');
    takeUpAnew();
    return true;
  };

  const onRun: Member['onRun'] = async (unread, isStale, alive) => {
    const current = readers;
    const isOver = () => stopped() || readers !== current || isStale();
    const waitFor = async (change: Promise<void>) => {
      await Promise.race([change, pause(500)]);
      await alive();
    };
    while (!isOver() && !isPlaced) await waitFor(placed.promise);
    while (!isOver() && runs.isFull()) await waitFor(runs.changed());
    if (isOver()) return false;
    const run = await unread.read();
    const reader = readers?.get(placeKey(run));
    if (isOver() || reader === undefined || reader.position === null) return false;
    reader.end = unread.end;
    reader.lastRun = performance.now();
    const count = ends.countBefore(run, reader.position, run.messages);
    if (count < run.messages.length) {
      run.messages = run.messages.slice(0, count);
      reader.atEnd = true;
      membership.pause(reader);
    }
    if (count > 0) runs.add(run);
    return true;
  };

  /** Somebody else has moved this partition: it is left alone, and looked at again if it is still ours by then. */
  const leaveAlone = async (reader: Reader) => {
    const current = readers;
    reader.position = null;
    runs.drop(reader);
    membership.pause(reader);
    if (await turned()) return;
    const { topic, partition } = reader;
    log.warn({ topic, partition }, 'Another reader has moved this partition; this one stops reading it.');
    await pause(afterLossMs);
    if (readers === current && !stopped()) await place([reader]);
  };

  const lookBack = setInterval(() => {
    const now = performance.now();
    for (const reader of readers?.values() ?? []) {
      const { atEnd, position, lastRun } = reader;
      if (position === null || atEnd || position.next === 0 || now - lastRun < lookBackMs || runs.has(reader))
        continue;
      reader.lastRun = now;
      membership.seek(reader, position.next - 1);
    }
    runs.wake();
  }, 1_000);

  const membership = options.join({ onAssigned: takeUp, onRun });

  /** Reads what waits against the positions. */
  const steps = (): Step[] => {
    const found: Step[] = [];
    for (const portion of runs.handOut()) {
      const reader = readers?.get(placeKey(portion));
      if (reader?.position) found.push(stepOf(reader, reader.position, portion.messages, log));
      else runs.applied([portion]);
    }
    return found;
  };

  /** Where the way on is not simply the next message. */
  const turn = (step: Step) => {
    const reader = readers?.get(placeKey(step));
    if (reader === undefined || reader.position === null) return;
    if (step.to.log !== step.after.log) {
      log.warn(
        { topic: step.topic, partition: step.partition },
        'This log began anew; it is read from its beginning.',
      );
      seek(reader, 0);
    } else if (step.gap) {
      reader.holeAt = step.to.next;
      seek(reader, step.to.next);
    }
  };

  const finished = (done: readonly Step[]) => {
    runs.applied(done);
    for (const step of done) turn(step);
  };

  return {
    async nextSteps() {
      const more = runs.changed();
      const found = steps();
      const moving = found.filter(isMoving);
      finished(found.filter((step) => !isMoving(step)));
      if (found.length === 0) await more;
      return moving;
    },
    generation: () => generation,
    moved(moves, lost) {
      for (const { topic, partition, log: incarnation, next } of moves) {
        const reader = readers?.get(placeKey({ topic, partition }));
        if (reader?.position) reader.position = { log: incarnation, next };
      }
      for (const one of lost) {
        const reader = readers?.get(placeKey(one));
        if (reader !== undefined) void leaveAlone(reader);
      }
    },
    finished,
    failed: runs.returned,
    turned,
    goOnTo(further) {
      ends = endsAt(further);
      for (const reader of readers?.values() ?? []) {
        const { atEnd, position } = reader;
        if (atEnd && position !== null && ends.isAhead(reader, position)) begin(reader, position);
      }
    },
    reaches: (goals) =>
      isPlaced &&
      [...(readers?.values() ?? [])].every(({ partition, position, topic }) => {
        const goal = goals.get(topic);
        return position !== null && (goal === undefined || isReached(goal, partition, position));
      }),
    isPlaced: () => isPlaced,
    assigned: () => readers?.size ?? 0,
    lag: () =>
      [...(readers?.values() ?? [])].reduce(
        (sum, { end, position }) => sum + Math.max(0, end - (position?.next ?? 0)),
        0,
      ),
    restarts: () => membership.restarts(),
    async stop() {
      clearInterval(lookBack);
      runs.wake();
      await membership.leave();
    },
  };
}

const isMoving = ({ from, take, to }: Step): boolean =>
  take.length > 0 || to.log !== from.log || to.next !== from.next;
