import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { connectKafka } from './kafka.ts';
import { described, type Log } from './log.ts';
import { progressTopic } from './topics.ts';

/** What a relay says: all that its service recorded before `at` lies below these offsets. */
export interface Progress {
  service: string;
  /** The database's own name: one made anew has another. */
  database: string;
  /** RFC 3339, UTC, microseconds. */
  at: string;
  logs: Record<string, { log: string; ends: number[] }>;
}

/** How far a consumer has applied one partition: all below `next` of the incarnation `log`. */
export interface Reached {
  topic: string;
  partition: number;
  log: string | null;
  next: number;
}

/**
 * Whether a consumer that has applied this much holds all that `progress` speaks of.
 *
 * @param topics those of `progress` that the consumer reads; others say nothing about it.
 */
export function reaches(reached: readonly Reached[], progress: Progress, topics: readonly string[]): boolean {
  const positions = new Map(reached.map((position) => [`${position.topic}|${position.partition}`, position]));
  return topics.every((topic) => {
    const said = progress.logs[topic];
    if (said === undefined) return false;
    return said.ends.every((end, partition) => {
      if (end === 0) return true;
      const position = positions.get(`${topic}|${partition}`);
      return position !== undefined && position.log === said.log && position.next >= end;
    });
  });
}

export interface ProgressReader {
  stop(): Promise<void>;
}

/**
 * Follows what all relays say, from now on. Nothing said earlier is told: within 50 ms each says it again. Begins anew by
 * itself when Kafka was away.
 */
export function startProgressReader(options: {
  brokers: string;
  onProgress(progress: Progress): void;
  log: Log;
}): ProgressReader {
  const { brokers, onProgress, log } = options;
  const kafka = connectKafka(brokers, 'progress', log, { retry: { retries: 3 } });
  let stopped = false;
  let current: Consumer | null = null;
  let timer: NodeJS.Timeout | undefined;

  const begin = async () => {
    // A group of its own each time: every process reads all of it, and no place in it is remembered.
    const consumer = kafka.consumer({
      groupId: `awrach.progress.${randomUUID()}`,
      sessionTimeout: 6_000,
      heartbeatInterval: 1_000,
      maxWaitTimeInMs: 300,
      allowAutoTopicCreation: false,
      retry: { retries: 3, restartOnFailure: async () => false },
    });
    current = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => again(consumer, payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: progressTopic, fromBeginning: false });
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ message }) => {
          const progress = progressOf(message.value);
          if (progress !== null) onProgress(progress);
        },
      });
    } catch (error) {
      again(consumer, error);
    }
  };
  const again = (consumer: Consumer, error: unknown) => {
    if (stopped || current !== consumer) return;
    current = null;
    log.warn(described(error), "Following the relays' progress failed; trying again.");
    void consumer.disconnect().catch(() => undefined); // It has failed already, and nothing of it is used again.
    timer = setTimeout(begin, 1_000);
  };

  void begin();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current?.disconnect();
    },
  };
}

function progressOf(value: Buffer | null): Progress | null {
  try {
    const said: unknown = JSON.parse(value?.toString('utf8') ?? 'null');
    // Only relays write here; what another version of ours may leave out is asked for.
    const whole =
      typeof said === 'object' && said !== null && 'at' in said && 'logs' in said && 'service' in said;
    return whole ? (said as Progress) : null;
  } catch {
    return null;
  }
}
