import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { until } from './until.ts';

const { Kafka, logLevel } = kafkajs;

/** A record as any reader of Kafka sees it. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 text. */
  readonly value: string;
}

/** The relays' word on how far they are; no event. */
export const progressTopic = 'awrach.progress';

/** A reader with nothing of ours in it: a plain Kafka client. */
export const plainKafka = (brokers: string) =>
  new Kafka({ clientId: 'a-reader', brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** Topics that hold events, dead letters included. */
const isEventTopic = (topic: string) => topic.startsWith('awrach.') && topic !== progressTopic;

/** How many records each partition of each topic of events has ever been given: `topic/partition` to next offset. */
export const eventEnds = (brokers: string): Promise<Record<string, string>> =>
  until(
    'Kafka tells where its topics end',
    () => endsNow(brokers),
    () => true,
  );

/** @throws what the client throws while a partition has no leader that it knows of, as after the loss of a broker */
async function endsNow(brokers: string): Promise<Record<string, string>> {
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter(isEventTopic).sort();
    const ends: Record<string, string> = {};
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic))
        ends[`${topic}/${partition}`] = high;
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

/** Every event from the beginning up to now, in the order of each partition. */
export async function readEvents(brokers: string): Promise<KafkaRecord[]> {
  const ends = await eventEnds(brokers);
  const missing = new Set(Object.keys(ends).filter((place) => ends[place] !== '0'));
  const records: KafkaRecord[] = [];
  if (missing.size === 0) return records;
  const consumer = plainKafka(brokers).consumer({
    groupId: `a-reader.${randomUUID()}`,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...new Set([...missing].map(topicOf))], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    void consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const place = `${topic}/${partition}`;
        const offset = BigInt(message.offset);
        records.push({
          topic,
          partition,
          offset,
          key: message.key?.toString() ?? '',
          headers: Object.fromEntries(
            Object.entries(message.headers ?? {}).map(([name, text]) => [name, String(text)]),
          ),
          value: message.value?.toString('utf8') ?? '',
        });
        if (offset + 1n >= BigInt(ends[place] ?? '0')) missing.delete(place);
        if (missing.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
}

const topicOf = (place: string): string => place.slice(0, place.lastIndexOf('/'));
