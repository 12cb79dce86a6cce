import { randomUUID } from 'node:crypto';
import { testServers } from '@awrach/local';
import kafkajs, { type Kafka, type Message } from 'kafkajs';

/** A record as it lies on a topic. */
export interface RawRecord {
  partition: number;
  offset: number;
  key: string;
  value: string;
  headers: Record<string, string>;
  timestamp: string;
}

const kafka = (): Kafka =>
  new kafkajs.Kafka({
    clientId: 'test',
    brokers: testServers().brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 10, initialRetryTime: 50 },
  });

async function withAdmin<Result>(
  work: (admin: ReturnType<Kafka['admin']>) => Promise<Result>,
): Promise<Result> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** How many records lie on a topic. */
export async function countAll(topic: string): Promise<number> {
  const ends = await withAdmin((admin) => admin.fetchTopicOffsets(topic));
  return ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

/** All that lies on a topic, in the order of each partition. */
export async function readAll(topic: string): Promise<RawRecord[]> {
  const expected = await countAll(topic);
  if (expected === 0) return [];
  const records: RawRecord[] = [];
  const complete = Promise.withResolvers<void>();
  const consumer = kafka().consumer({
    groupId: `test-raw-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    sessionTimeout: 6_000,
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        records.push({
          partition,
          offset: Number(message.offset),
          key: message.key?.toString() ?? '',
          value: message.value?.toString() ?? '',
          headers: Object.fromEntries(
            Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
          ),
          timestamp: message.timestamp,
        });
        if (records.length >= expected) complete.resolve();
      },
    });
    await complete.promise;
    return records;
  } finally {
    await consumer.disconnect();
  }
}

/** Puts records on a topic as anybody could. */
export async function put(topic: string, messages: Message[]): Promise<void> {
  const producer = kafka().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}

export const removeTopic = (topic: string): Promise<void> =>
  withAdmin(async (admin) => {
    await admin.deleteTopics({ topics: [topic] });
    for (;;) if (!(await admin.listTopics()).includes(topic)) return;
  });

export const makeTopic = (topic: string, numPartitions: number): Promise<boolean> =>
  withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }));
