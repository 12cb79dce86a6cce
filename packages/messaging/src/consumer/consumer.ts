import { setTimeout as sleep } from 'node:timers/promises';
import type { Service, ThingContract, ThingState } from '@awrach/contracts';
import { described, type Log } from '../log.ts';
import type { SqlClient, Transact } from '../sql-client.ts';
import { type Applied, applySteps, type Move } from './apply.ts';
import { isConflict } from './fault.ts';
import { giveRoom } from './heap.ts';
import { joinGroup } from './membership.ts';
import { startReadiness } from './readiness.ts';
import { startReading } from './reading.ts';
import type { Received } from './received.ts';

/** @typeParam Data what `apply` gets of each event's data: all of it, or what `extract` makes of that */
export interface ConsumerOptions<Tx extends SqlClient, Data = ThingState> {
  brokers: string;
  /** Kafka's consumer group: all processes of one service share the partitions. */
  group: string;
  /** This service, whose dead letters take what cannot be applied. */
  service: Service;
  /** The things to read. */
  contracts: readonly ThingContract[];
  /** Runs in one transaction (READ COMMITTED), and retries nothing by itself. */
  transact: Transact<Tx>;
  /**
   * Applies events, in the order of the log, in the transaction that moves the offsets: all of it or nothing. `moves` say
   * where the partitions stand when it commits; `batch` is empty where they move past dead letters only. When it throws
   * it is called again with the same events, and maybe others, unless it throws `MessageFault`.
   */
  apply(tx: Tx, batch: Received<Data>[], moves: readonly Move[], generation: number): Promise<void>;
  /**
   * What `apply` needs of an event's data, taken when it is read, ahead of its turn: that is then its `data`, and what JSON made of the
   * message does not wait in memory. When it throws `MessageFault`, the message is at fault; all else is tried again, as with `apply`.
   */
  extract?(event: Received): Data;
  /**
   * Whether `apply` keeps each version of each thing by itself, and finds in that what is new. Then nothing is noted of them
   * here: no message is `fresh`, and `heldOf` finds none.
   */
  keepsVersions?: boolean;
  /**
   * How many messages one transaction takes at most, 100 unless it is said. With more, what many change in common is written fewer
   * times; but what a transaction locks is locked longer, and no relay says that its service's events are complete beyond the beginning
   * of one that still writes. A reaction may take milliseconds for each message.
   */
  mostAtOnce?: number;
  /**
   * How many transactions are under way at most, one unless it is said. Each has partitions of its own, and one beside another begins
   * only where as many messages wait as it may take: then the database works on the one while this process makes the other ready.
   */
  mostTransactions?: number;
  /** Whether `apply` has recorded events in this transaction. */
  recorded?(tx: Tx): boolean;
  /** After a commit that leaves something to send, dead letters too. */
  onRecorded?(): void;
  /** After each commit. */
  onMoved?(moves: readonly Move[]): void;
  /**
   * Says which set of offsets and held versions is to be worked on; 0 unless the service rebuilds beside itself. It is
   * asked when places are taken up, and after each failure: where it has changed, all places are taken up anew in the set
   * that it says. So whoever must not go on in the former set has only to be made to fail there.
   */
  generation?(client: SqlClient): Promise<number>;
  /** Reads no further than this, of each partition; not at all where nothing is said. See `Consumer.goOnTo`. */
  upTo?: readonly Move[];
  log: Log;
}

export interface ConsumerFigures {
  state: 'joining' | 'reading' | 'failing';
  /** Partitions that this process reads, and how many records they hold that are not applied. */
  assigned: number;
  lag: number;
  /** Since the start of this process. */
  applied: number;
  deadLetters: number;
  retries: number;
  restarts: number;
}

export interface Consumer {
  /**
   * Resolves when this process has partitions, and has applied all that lay in them when it started; of a topic that was lost
   * since, all that its source has sent again (one lost before is not noticed by this, see docs/adr/0009).
   */
  ready(): Promise<void>;
  lag(): number;
  figures(): ConsumerFigures;
  /** Sets another end to read up to, where `upTo` set one; ends only ever move on. */
  goOnTo(ends: readonly Move[]): void;
  /** Finishes what is under way and leaves the group. */
  stop(): Promise<void>;
}

const longestPauseMs = 5_000;

/**
 * Applies others' events to this service's database, each once and in order, as long as it runs: through rebalances,
 * repeats, logs made anew, and failures of database and Kafka. Returns at once.
 */
export function startConsumer<Tx extends SqlClient, Data = ThingState>(
  options: ConsumerOptions<Tx, Data>,
): Consumer {
  const { extract, log, group, transact, generation = async () => 0 } = options;
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  const { mostAtOnce = 100, mostTransactions = 1 } = options;
  const figures = { applied: 0, deadLetters: 0, retries: 0 };
  let failing = false;

  const reading = startReading({
    generation,
    upTo: options.upTo,
    mostAtOnce,
    transact,
    log,
    pause,
    stopped,
    onPlaced: () => readiness.look(),
    join: (member) =>
      joinGroup({ brokers: options.brokers, group, contracts: options.contracts, extract, log, ...member }),
  });
  const readiness = startReadiness({
    brokers: options.brokers,
    group,
    topics: options.contracts.map(({ topic }) => topic),
    reaches: reading.reaches,
    pause,
    stopped,
    log,
  });

  const done = (applied: Applied) => {
    failing = false;
    figures.applied += applied.applied;
    figures.deadLetters += applied.deadLetters;
    if (applied.deadLetters > 0)
      log.error({ group, count: applied.deadLetters }, 'Messages were set aside as dead letters.');
    reading.moved(applied.moves, applied.lost);
    if (applied.recorded) options.onRecorded?.();
    options.onMoved?.(applied.moves);
    readiness.look();
  };

  /** What failed is tried again: at once after a conflict, or in another generation; else after a pause. */
  const pauseAfter = async (error: unknown, failures: number) => {
    figures.retries += 1;
    if (isConflict(error) && failures < 5) return;
    if (await reading.turned()) return;
    failing = true;
    log.warn({ group, failures, ...described(error) }, 'Applying events failed; it is tried again.');
    await pause(Math.min(50 * 2 ** failures, longestPauseMs));
  };

  const applyAll = async () => {
    for (let failures = 0; !stopped(); ) {
      const steps = await reading.nextSteps();
      giveRoom(reading, reading.lag() > mostAtOnce);
      if (steps.length === 0) continue;
      try {
        await applySteps({ ...options, generation: reading.generation() }, steps, done);
        failures = 0;
      } catch (error) {
        failures += 1;
        await pauseAfter(error, failures);
        reading.failed(steps);
        continue;
      }
      reading.finished(steps);
    }
  };

  const running = Array.from({ length: mostTransactions }, applyAll);
  return {
    ready: () => readiness.ready,
    lag: () => reading.lag(),
    figures: () => ({
      state: failing ? 'failing' : reading.isPlaced() ? 'reading' : 'joining',
      assigned: reading.assigned(),
      lag: reading.lag(),
      restarts: reading.restarts(),
      ...figures,
    }),
    goOnTo: reading.goOnTo,
    async stop() {
      stop.abort();
      await Promise.all([reading.stop(), readiness.stop(), ...running]);
      giveRoom(reading, false);
    },
  };
}
