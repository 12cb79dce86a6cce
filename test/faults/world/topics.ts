import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Message } from 'kafkajs';
import { plainKafka } from '../../testkit/events.ts';

/** Milliseconds within which Kafka, which may be down by another fault, must do what is asked. */
const patience = 60_000;
const pause = 200;

/** Puts messages on a topic as anybody could who may write there. */
export function put(brokers: string, topic: string, messages: Message[]): Promise<void> {
  return untilDone(async () => {
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
  return untilDone(async () => {
    const admin = plainKafka(brokers).admin({ retry: { retries: 2 } });
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect().catch(() => undefined); // As above.
    }
  });
}

async function untilDone<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + patience; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(pause);
    }
  }
}
