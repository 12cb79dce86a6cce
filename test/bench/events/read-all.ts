import { randomUUID } from 'node:crypto';
import { fetched } from '../../../packages/messaging/src/consumer/membership.ts';
import { plainKafka } from '../../testkit/events.ts';
import { contracts } from './told.ts';

interface ReadAll {
  readonly events: number;
  /** From the first batch to the last. */
  readonly ms: number;
  /** Microseconds of a processor for each event. */
  readonly busy: number;
  /** Partitions in which an event lies before one that was recorded earlier. */
  readonly outOfOrder: number;
}

/** Reads and parses so many events of the topics, and does nothing with them: what the client alone takes. */
export async function readAll(brokers: string, events: number): Promise<ReadAll> {
  const consumer = plainKafka(brokers).consumer({
    groupId: `bench.${randomUUID()}`,
    ...fetched,
  });
  const last = new Map<string, number>();
  const disordered = new Set<string>();
  let read = 0;
  let began = 0;
  let busyBefore = process.cpuUsage();
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: contracts.map(({ topic }) => topic), fromBeginning: true });
    await new Promise<void>((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch: { topic, partition, messages } }) => {
          if (began === 0) {
            began = performance.now();
            busyBefore = process.cpuUsage();
          }
          const place = `${topic}/${partition}`;
          for (const { timestamp, value } of messages) {
            JSON.parse(value?.toString('utf8') ?? '');
            const recorded = Number(timestamp);
            if (recorded < (last.get(place) ?? 0)) disordered.add(place);
            last.set(place, recorded);
          }
          read += messages.length;
          if (read >= events) resolve();
        },
      });
    });
    const { system, user } = process.cpuUsage(busyBefore);
    const ms = performance.now() - began;
    return { events: read, ms, busy: (user + system) / read, outOfOrder: disordered.size };
  } finally {
    await consumer.disconnect();
  }
}
