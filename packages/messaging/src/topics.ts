import { setTimeout as sleep } from 'node:timers/promises';
import { type ThingContract, topicSettings } from '@awrach/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import { connectKafka } from './kafka.ts';
import type { Log } from './log.ts';
import { partitions } from './partition.ts';

/** Where the relays say how far they are (see `relay/complete-to.ts`). */
export const progressTopic = 'awrach.progress';

export interface TopicSettings {
  /** Copies of each partition. */
  replication: number;
  /** How many of them must have a record before it counts. */
  minInsync: number;
}

interface Wish {
  topic: string;
  numPartitions: number;
  replicationFactor: number;
  configEntries: { name: string; value: string }[];
}

/** A topic cannot be used as it is; an operator has to act. */
export class TopicUnfit extends Error {}

/**
 * Makes the topics of these things, and the one of progress, where they are missing; several processes may do so at once.
 *
 * @returns how existing topics differ from what the events rest on, one sentence each: an operator has to decide.
 * @throws TopicUnfit when a topic has another number of partitions than 12: keys would move. Anything else: Kafka's failure.
 */
export async function ensureTopics(
  brokers: string,
  contracts: readonly ThingContract<unknown>[],
  settings: TopicSettings & { log: Log },
): Promise<string[]> {
  const wishes = [...contracts.map((contract) => stateTopic(contract.topic, settings)), progress(settings)];
  const admin = connectKafka(brokers, 'topics', settings.log, { retry: { retries: 3 } }).admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    const missing = wishes.filter(({ topic }) => !there.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
    await untilLed(
      admin,
      wishes.map(({ topic }) => topic),
    );
    return await differences(
      admin,
      wishes.filter(({ topic }) => there.has(topic)),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Milliseconds that a new topic gets until each of its partitions has a leader. */
const leaderPatience = 30_000;

/**
 * Waits until topics can be used, whoever made them a moment ago. kafkajs' own waiting gives up when the broker that it
 * asks has not heard of the topic yet.
 *
 * @throws when that takes longer than 30 s, with Kafka's last word.
 */
export async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + leaderPatience; ; await sleep(50)) {
    try {
      await admin.fetchTopicMetadata({ topics });
      // A leader may be named before it knows of it, also of a topic that another process made: only what it answers counts.
      for (const topic of topics) await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (!passes(error) || Date.now() > deadline) throw error;
    }
  }
}

/** Whether Kafka says that it will be well. What kafkajs has retried for a while it calls final itself; its cause tells. */
const passes = (error: unknown): boolean =>
  error instanceof kafkajs.KafkaJSError && (error.retriable || passes(error.cause));

/** Kept for ever and never compacted: readers may begin at the beginning. */
function stateTopic(topic: string, { replication, minInsync }: TopicSettings): Wish {
  return {
    topic,
    numPartitions: partitions,
    replicationFactor: replication,
    configEntries: [
      ...Object.entries(topicSettings.config).map(([name, value]) => ({ name, value })),
      { name: 'min.insync.replicas', value: String(minInsync) },
      // A record's time is the moment recorded, by the source's clock: a wrong clock must not stop the relay.
      { name: 'message.timestamp.type', value: 'CreateTime' },
      { name: 'message.timestamp.after.max.ms', value: '9223372036854775807' },
    ],
  };
}

/** Nobody needs yesterday's progress: an hour is kept, in segments small enough that the hour is let go. */
function progress({ replication, minInsync }: TopicSettings): Wish {
  return {
    topic: progressTopic,
    numPartitions: 1,
    replicationFactor: replication,
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: '3600000' },
      { name: 'segment.ms', value: '600000' },
      { name: 'min.insync.replicas', value: String(minInsync) },
    ],
  };
}

async function differences(admin: Admin, wishes: Wish[]): Promise<string[]> {
  if (wishes.length === 0) return [];
  const { topics } = await admin.fetchTopicMetadata({ topics: wishes.map(({ topic }) => topic) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: wishes.map(({ topic, configEntries }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: topic,
      configNames: configEntries.map(({ name }) => name),
    })),
  });
  return wishes.flatMap(({ topic, numPartitions, replicationFactor, configEntries }) => {
    const found = topics.find(({ name }) => name === topic)?.partitions ?? [];
    if (found.length !== numPartitions) {
      throw new TopicUnfit(
        `Topic ${topic} has ${found.length} partitions instead of ${numPartitions}; it must be made anew.`,
      );
    }
    const settings = new Map(
      resources
        .find(({ resourceName }) => resourceName === topic)
        ?.configEntries.map((entry) => [entry.configName, entry.configValue]),
    );
    const copies = found[0]?.replicas.length ?? 0;
    return [
      ...(copies === replicationFactor ? [] : [`${topic}: ${copies} copies instead of ${replicationFactor}`]),
      ...configEntries
        .filter(({ name, value }) => settings.get(name) !== value)
        .map(({ name, value }) => `${topic}: ${name} is ${settings.get(name)} instead of ${value}`),
    ];
  });
}
