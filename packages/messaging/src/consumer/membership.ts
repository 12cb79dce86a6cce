import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ThingContract } from '@awrach/contracts';
import type { EachBatchPayload, Consumer as KafkaConsumer } from 'kafkajs';
import { atMost } from '../at-most.ts';
import { connectKafka } from '../kafka.ts';
import { described, type Log } from '../log.ts';
import { type Extract, type Fetched, fetchedOf, memoryOf } from './fetched.ts';
import type { Place } from './positions.ts';

/** A fetched run of one partition. */
export interface Run extends Place {
  messages: Fetched[];
  /** About how much memory they take. */
  bytes: number;
}

/** A run that is fetched, but not read yet: read it takes several times the memory. */
export interface UnreadRun extends Place {
  /** The next offset that the broker will give out. */
  end: number;
  read(): Promise<Run>;
}

/** What a member does with what it is given. */
export interface Member {
  /** This member now reads these partitions and no others; null: it is in no group for now. */
  onAssigned(places: Place[] | null): void;
  /**
   * Takes a run over, or not (false): then it is fetched again. While it waits it calls `alive` at least once a second;
   * that throws when the group wants its members back.
   */
  onRun(run: UnreadRun, isStale: () => boolean, alive: () => Promise<void>): Promise<boolean>;
}

export interface MembershipOptions extends Member {
  brokers: string;
  group: string;
  contracts: readonly ThingContract[];
  extract: Extract | undefined;
  log: Log;
}

/** A place in Kafka's consumer group, kept through all failures until it is left. Kafka holds no offsets of ours. */
export interface Membership {
  seek(place: Place, offset: number): void;
  pause(place: Place): void;
  resume(place: Place): void;
  restarts(): number;
  leave(): Promise<void>;
}

/** As short as brokers allow: so long a killed process's partitions wait for another. */
const sessionTimeout = 6_000;
const heartbeatInterval = 1_000;
/** No sign of life for so long, and the client is taken for stuck. */
const silentMs = 20_000;
const longestPauseMs = 5_000;
/**
 * How much is fetched at once, in bytes. Runs of a partition are long, so that a batch lies in few partitions and the next can be
 * of others (ADR 0022). No more than one such run comes at a time: a message that waits keeps in memory all that it was fetched with.
 */
export const fetched = { maxBytesPerPartition: 2 * 1024 * 1024, maxBytes: 2 * 1024 * 1024 } as const;
/** How long leaving may take: a process that is to end does not wait for a broker that is frozen. */
const leaveMs = 3_000;

export function joinGroup(options: MembershipOptions): Membership {
  const { extract, log, group } = options;
  const contracts = new Map(options.contracts.map((contract) => [contract.topic, contract]));
  const kafka = connectKafka(options.brokers, group, log, { retry: { retries: 3, initialRetryTime: 100 } });
  let consumer: KafkaConsumer | null = null;
  let left = false;
  let restarts = 0;
  let failed = 0;
  let lastSign = 0;
  let timer: NodeJS.Timeout | undefined;

  const begin = async () => {
    const joined = kafka.consumer({
      groupId: group,
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout: 10_000,
      minBytes: 1,
      // A waiting fetch is answered as soon as there is a record; this only bounds how long leaving takes.
      maxWaitTimeInMs: 300,
      ...fetched,
      allowAutoTopicCreation: false,
      retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    consumer = joined;
    lastSign = performance.now();
    joined.on(joined.events.HEARTBEAT, () => {
      lastSign = performance.now();
    });
    joined.on(joined.events.CRASH, ({ payload }) => again(joined, payload.error));
    joined.on(joined.events.GROUP_JOIN, ({ payload }) => {
      failed = 0;
      lastSign = performance.now();
      const places = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
        numbers.map((partition) => ({ topic, partition })),
      );
      for (const { topic, partition } of places) joined.resume([{ topic, partitions: [partition] }]);
      options.onAssigned(places);
    });
    try {
      await joined.connect();
      await joined.subscribe({ topics: [...contracts.keys()], fromBeginning: true });
      await joined.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
    } catch (error) {
      again(joined, error);
    }
  };

  const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload) => {
    const contract = contracts.get(batch.topic);
    const last = batch.messages.at(-1);
    if (contract === undefined) throw new Error(`Nobody asked for ${batch.topic}.`);
    if (last === undefined) return;
    const isOver = () => !isRunning() || isStale();
    if (isOver()) return;
    if (await options.onRun(unreadOf(contract, extract, batch), isOver, heartbeat))
      resolveOffset(last.offset);
  };

  const again = (crashed: KafkaConsumer, error: unknown) => {
    if (left || consumer !== crashed) return;
    consumer = null;
    restarts += 1;
    const pause = Math.min(200 * 2 ** failed, longestPauseMs);
    failed += 1;
    log.warn({ group, ...described(error) }, 'The consumer lost its group; it joins again.');
    options.onAssigned(null);
    crashed.disconnect().catch(() => undefined); // It has failed already, and nothing of it is used again.
    timer = setTimeout(begin, pause);
  };

  const watchdog = setInterval(() => {
    if (consumer !== null && performance.now() - lastSign > silentMs)
      again(consumer, new Error('No sign of life.'));
  }, 2_000);

  void begin();
  return {
    seek: ({ topic, partition }, offset) => consumer?.seek({ topic, partition, offset: String(offset) }),
    pause: ({ topic, partition }) => consumer?.pause([{ topic, partitions: [partition] }]),
    resume: ({ topic, partition }) => consumer?.resume([{ topic, partitions: [partition] }]),
    restarts: () => restarts,
    async leave() {
      left = true;
      clearTimeout(timer);
      clearInterval(watchdog);
      // A broker that does not answer lets the member go by itself, when its session runs out.
      await atMost(leaveMs, consumer?.disconnect());
    },
  };
}

/** So many messages are read at once; between them whatever else waits gets its turn, such as the database's next answer. */
const atOnce = 100;

const unreadOf = (
  contract: ThingContract,
  extract: Extract | undefined,
  batch: EachBatchPayload['batch'],
): UnreadRun => ({
  topic: batch.topic,
  partition: batch.partition,
  end: Number(batch.highWatermark),
  read: () => runOf(contract, extract, batch),
});

async function runOf(
  contract: ThingContract,
  extract: Extract | undefined,
  { topic, partition, messages }: EachBatchPayload['batch'],
): Promise<Run> {
  const run: Run = { topic, partition, messages: [], bytes: 0 };
  for (const message of messages) {
    if (run.messages.length > 0 && run.messages.length % atOnce === 0) await nextTurn();
    run.bytes += memoryOf(message);
    run.messages.push(fetchedOf(contract, extract, run, message));
  }
  return run;
}
