import { randomUUID } from 'node:crypto';
import { plainKafka, progressTopic } from './events.ts';
import { until } from './until.ts';

/** Tells when all that was written has come into Kafka, going by what the relays say. */
export interface Settling {
  /** Waits until each relay has said that all it recorded before now lies in Kafka. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds; relays say how far they are every 50. */
const patience = 20_000;

export async function followProgress(brokers: string, services: readonly string[]): Promise<Settling> {
  const said = new Map<string, string>();
  const consumer = plainKafka(brokers).consumer({
    groupId: `a-reader.${randomUUID()}`,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  await consumer.subscribe({ topic: progressTopic });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const { service, at } = JSON.parse(message.value?.toString() ?? '{}');
      said.set(service, at);
    },
  });
  return {
    async settled() {
      const now = new Date().toISOString().replace('Z', '999Z');
      const late = () => services.filter((service) => (said.get(service) ?? '') <= now);
      await until(
        `no relay is behind ${now}`,
        async () => late(),
        (behind) => behind.length === 0,
        patience,
      );
    },
    stop: () => consumer.disconnect(),
  };
}
