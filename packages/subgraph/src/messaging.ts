import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetters } from '@awrach/contracts';
import {
  type Consumer,
  ensureTopics,
  heldOf,
  startConsumer,
  startRelay,
  TopicUnfit,
  wakeRelay,
} from '@awrach/messaging';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { sqlClientOf } from './database/database.ts';
import type { Logger } from './log.ts';
import { observeMessaging } from './messaging-metrics.ts';
import type { Subgraph } from './service.ts';
import { waitingRoom } from './waiting-room.ts';
import type { Recorded } from './write/receipt.ts';
import { unitOfWork, type Work } from './write/work.ts';

/** A service's side of Kafka: what it tells, what it follows, and waiting for what it follows. */
export interface Messaging {
  /** Resolves when what stood in the followed topics at the start has been taken in. */
  ready(): Promise<void>;
  /** There is something to send. */
  wake(): void;
  /** @throws RefusalError `receipt.timeout`, `receipt.too-many-waiting` */
  holding(wanted: readonly Recorded[]): Promise<void>;
  /**
   * Asks again after each batch that was taken in here, and, because another instance may have taken it in, after 50 ms and ever
   * longer pauses; undefined when the time is over.
   */
  until<Answer>(ask: () => Promise<Answer | undefined>, milliseconds: number): Promise<Answer | undefined>;
  stop(): Promise<void>;
}

interface MessagingParts {
  readonly database: DataSource;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly moved: (() => void) | undefined;
}

/** Milliseconds before the first look that nothing taken in here gives cause to; each further one is half as long again, to half a second. */
const firstLook = 50;
const seldomest = 500;

/** Makes the topics, then starts telling and following. */
export async function openMessaging<Data>(
  subgraph: Subgraph<Data>,
  parts: MessagingParts,
): Promise<Messaging> {
  const { name, config, follows, apply, extract, generation, keepsVersions, mostAtOnce, mostTransactions } =
    subgraph;
  const { database, log } = parts;
  const brokers = config.KAFKA_BROKERS;
  const told = [...subgraph.tells, deadLetters[subgraph.name]];
  const settings = { replication: config.KAFKA_REPLICATION, minInsync: config.KAFKA_MIN_INSYNC, log };
  for (const difference of await topicsReady(
    () => ensureTopics(brokers, [...told, ...follows], settings),
    log,
  )) {
    log.warn({ difference }, 'a topic is not set as the events need it');
  }
  const relay = startRelay({
    databaseUrl: config.DATABASE_URL,
    brokers,
    service: name,
    contracts: told,
    ...settings,
  });

  const client = sqlClientOf(database.manager);
  const room = waitingRoom<void>({
    look: async (wanted) => ({ held: await heldOf(client, wanted), found: undefined }),
    onFault: (error) => log.warn({ err: error }, 'looking for what receipts name failed; it is tried again'),
  });
  const listeners = new Set<() => void>();
  const moved = () => {
    parts.moved?.();
    room.moved();
    for (const listener of listeners) listener();
  };
  const wake = () => {
    if (!relay.wake()) wakeRelay(client, log);
  };
  let consumer: Consumer | undefined;
  if (apply && follows.length > 0) {
    consumer = startConsumer<Work, Data>({
      brokers,
      group: `awrach.${name}`,
      service: name,
      contracts: follows,
      transact: (work) => database.transaction((manager) => work(unitOfWork(manager, {}))),
      apply,
      ...(extract ? { extract } : {}),
      ...(keepsVersions ? { keepsVersions } : {}),
      ...(mostAtOnce ? { mostAtOnce } : {}),
      ...(mostTransactions ? { mostTransactions } : {}),
      ...(generation ? { generation } : {}),
      recorded: (work) => work.recorded.length > 0,
      onRecorded: wake,
      onMoved: moved,
      log,
    });
  }
  observeMessaging(parts.metrics, { client, relay, consumer, log });
  const followed = new Set(follows.map((contract) => contract.topic));

  return {
    ready: async () => consumer?.ready(),
    wake,
    async holding(wanted) {
      const others = wanted.filter(({ topic }) => followed.has(topic));
      if (others.length > 0) await room.held(others, config.RECEIPT_TIMEOUT_MS);
    },
    async until(ask, milliseconds) {
      const deadline = Date.now() + milliseconds;
      for (let pause = firstLook; ; pause = Math.min(1.5 * pause, seldomest)) {
        const next = Promise.withResolvers<void>();
        listeners.add(next.resolve);
        const timer = setTimeout(next.resolve, Math.min(pause, deadline - Date.now()));
        try {
          const answer = await ask();
          if (answer !== undefined) return answer;
          if (Date.now() >= deadline) return undefined;
          await next.promise;
        } finally {
          clearTimeout(timer);
          listeners.delete(next.resolve);
        }
      }
    },
    async stop() {
      await consumer?.stop();
      await relay.stop();
    },
  };
}

/** Milliseconds between two tries to reach a Kafka that is still starting, or away. */
const tryAgainAfter = 300;

/** A Kafka that does not answer is waited for; what an operator has to mend is not. */
async function topicsReady<Result>(ensure: () => Promise<Result>, log: Logger): Promise<Result> {
  for (let tries = 0; ; tries++) {
    try {
      return await ensure();
    } catch (error) {
      if (error instanceof TopicUnfit) throw error;
      if (tries % 10 === 3) log.warn({ err: error }, 'Kafka does not answer yet; waiting for it');
      await sleep(tryAgainAfter);
    }
  }
}
