import { type Kafka, Partitioners, type Producer } from 'kafkajs';
import { connectKafka } from './kafka.ts';
import type { Log } from './log.ts';

/** One record to send. The time is that of the record in Kafka, in milliseconds since 1970. */
export interface Outgoing {
  topic: string;
  partition: number;
  key: string | Buffer | null;
  value: string | Buffer | null;
  headers: Record<string, string | Buffer>;
  time: number;
}

/** A run of records that a partition of the broker now has. */
export interface Confirmed {
  topic: string;
  partition: number;
  first: number;
  last: number;
}

export interface Sender {
  /**
   * Sends these, each partition's in the given order, and waits until all in-sync copies have them.
   * @throws when any of them is not confirmed; some may be there all the same. The sender is of no use after that.
   */
  send(records: readonly Outgoing[]): Promise<Confirmed[]>;
  close(): Promise<void>;
}

/**
 * A sender that gives up at the first failure. It numbers nothing (no idempotent producer): the client takes numbers back
 * after a failed send and gives them to other records, which the broker then confirms and does not keep. Without numbers
 * nothing can be taken for a repeat; a record sent twice is allowed, one lost is not.
 */
export async function openSender(brokers: string, name: string, log: Log): Promise<Sender> {
  const kafka: Kafka = connectKafka(brokers, name, log);
  const producer: Producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    idempotent: false,
    retry: { retries: 0 },
  });
  await producer.connect();
  let spent = false;
  return {
    async send(records) {
      if (spent) throw new Error('This sender has failed before; what it would confirm now may not be true.');
      spent = true;
      const byTopic = Map.groupBy(records, (record) => record.topic);
      const answers = await producer.sendBatch({
        acks: -1,
        timeout: 10_000,
        topicMessages: [...byTopic].map(([topic, messages]) => ({
          topic,
          messages: messages.map(({ partition, key, value, headers, time }) => ({
            partition,
            key,
            value,
            headers,
            timestamp: String(time),
          })),
        })),
      });
      const found = confirmed(records, answers);
      spent = false;
      return found;
    },
    close: () => producer.disconnect(),
  };
}

function confirmed(
  records: readonly Outgoing[],
  answers: readonly { topicName: string; partition: number; errorCode: number; baseOffset?: string }[],
): Confirmed[] {
  const sent = new Map<string, number>();
  for (const { topic, partition } of records) {
    const where = `${topic}|${partition}`;
    sent.set(where, (sent.get(where) ?? 0) + 1);
  }
  const found = answers.map(({ topicName, partition, errorCode, baseOffset }) => {
    const count = sent.get(`${topicName}|${partition}`) ?? 0;
    const first = Number(baseOffset ?? -1);
    if (errorCode !== 0 || count === 0 || first < 0) {
      throw new Error(`The broker's answer for ${topicName}/${partition} confirms nothing.`);
    }
    return { topic: topicName, partition, first, last: first + count - 1 };
  });
  if (found.length !== sent.size) throw new Error('The broker confirmed fewer partitions than were sent.');
  return found;
}
