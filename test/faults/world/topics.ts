import type { Admin, Message } from 'kafkajs';
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
export function administer<Result>(
  brokers: string,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  return tryAgain(async () => {
    const admin = plainKafka(brokers).admin({ retry: { retries: 2 } });
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect().catch(() => undefined); // As above.
    }
  });
}
