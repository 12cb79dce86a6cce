import type { Admin } from 'kafkajs';
import type { Place } from '../consumer/positions.ts';
import { connectKafka } from '../kafka.ts';
import type { Log } from '../log.ts';
import { untilLed } from '../topics.ts';

/** A stretch of one partition: from this offset up to, and without, that one; `to` is Infinity for whoever follows. */
export interface Range extends Place {
  from: number;
  to: number;
}

/**
 * The stretches that hold all records of these topics from a moment on, up to now or (`follow`) for ever. A topic that
 * does not exist (yet) has none.
 *
 * @param from a moment goes by the times of the records, which are those of the events' `recordedAt`: nothing recorded
 *   from then on is missed, and some that was recorded before may be there.
 */
export async function rangesOf(options: {
  brokers: string;
  topics: readonly string[];
  from: 'beginning' | 'now' | Date;
  follow: boolean;
  log: Log;
}): Promise<Range[]> {
  const { topics, from, follow } = options;
  return withAdmin(options.brokers, options.log, async (admin) => {
    const there = new Set(await admin.listTopics());
    const existing = topics.filter((topic) => there.has(topic));
    await untilLed(admin, existing);
    const ranges = await Promise.all(
      existing.map(async (topic) => {
        const ends = await admin.fetchTopicOffsets(topic);
        const starts = from instanceof Date ? await startsAt(admin, topic, from) : new Map<number, number>();
        return ends.map(({ partition, low, high }) => {
          const start = from === 'beginning' ? Number(low) : (starts.get(partition) ?? Number(high));
          return { topic, partition, from: start, to: follow ? Number.POSITIVE_INFINITY : Number(high) };
        });
      }),
    );
    return ranges.flat();
  });
}

async function startsAt(admin: Admin, topic: string, from: Date): Promise<Map<number, number>> {
  const found = await admin.fetchTopicOffsetsByTimestamp(topic, from.getTime());
  return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
}

/** @throws whatever Kafka's client throws: whoever reads once may begin again. */
export async function withAdmin<Result>(
  brokers: string,
  log: Log,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = connectKafka(brokers, 'reader', log, { retry: { retries: 3 } }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
