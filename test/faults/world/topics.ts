import type { Admin, Message, TopicPartitionOffset } from 'kafkajs';
import { plainKafka } from '../../testkit/events.ts';
import { tryAgain } from './try-again.ts';

/** Puts messages on a topic as anybody could who may write there. */
export function put(brokers: string, topic: string, messages: Message[]): Promise<void> {
  return tryAgain(async () => {
    const producer = plainKafka(brokers).producer({ allowAutoTopicCreation: false });
    try {
      await producer.connect();
      await producer.send({ topic, messages });
    } finally {
      await producer.disconnect().catch(() => undefined); // It was of use already, or of none.
    }
  });
}

/** What an administrator of Kafka does; tried again until Kafka does it. */
export const administer = <Result>(
  brokers: string,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> => tryAgain(() => administerOnce(brokers, work));

/** The same without another try, for who tries again with more than this. */
export async function administerOnce<Result>(
  brokers: string,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = plainKafka(brokers).admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect().catch(() => undefined); // As above.
  }
}

/**
 * Sets what Kafka believes of a group that has no members. It joins the group once for all topics; the client's own
 * `setOffsets` does so for each, and waits for a fetch.
 */
export async function setGroupOffsets(
  brokers: string,
  groupId: string,
  offsets: readonly TopicPartitionOffset[],
): Promise<void> {
  const consumer = plainKafka(brokers).consumer({ groupId, maxWaitTimeInMs: 100 });
  const joined = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set(offsets.map(({ topic }) => topic))] });
    await Promise.all([
      joined,
      consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} }),
    ]);
    await consumer.commitOffsets([...offsets]);
  } finally {
    await consumer.disconnect().catch(() => undefined); // As above.
  }
}
