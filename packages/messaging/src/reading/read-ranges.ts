import { randomUUID } from 'node:crypto';
import type { EachBatchPayload } from 'kafkajs';
import { type Place, placeKey } from '../consumer/positions.ts';
import { connectKafka } from '../kafka.ts';
import { described, type Log } from '../log.ts';
import { type Range, withAdmin } from './ranges.ts';

/** A record as it lies in a topic. */
export interface PlainRecord extends Place {
  offset: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer>;
  /** The record's own time, in milliseconds since 1970. */
  time: number;
}

/**
 * Reads these stretches, which do not overlap, in the order of each partition, all partitions at once. It is for looking
 * only: what was read is remembered nowhere. `startConsumer` is what others build on.
 *
 * Resolves when all of them are read, or when `signal` ends it.
 *
 * @param onRecord the next record of its partition is not read before it resolves.
 * @throws when Kafka fails for longer than the client bears, when a topic turns out to have been made anew and to end
 *   before what is to be read, or what `onRecord` throws.
 */
export async function readRanges(options: {
  brokers: string;
  ranges: readonly Range[];
  onRecord(record: PlainRecord): void | Promise<void>;
  signal?: AbortSignal;
  log: Log;
}): Promise<void> {
  const { brokers, onRecord, signal, log } = options;
  const open = new Map<string, Range[]>();
  for (const [place, ranges] of Map.groupBy(options.ranges, placeKey)) {
    const some = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
    if (some.length > 0)
      open.set(
        place,
        some.map((range) => ({ ...range })),
      );
  }
  if (open.size === 0 || signal?.aborted) return;

  // Kafka's client reads in groups only. This one has one member and no memory.
  const groupId = `awrach.reader.${randomUUID()}`;
  const kafka = connectKafka(brokers, 'reader', log, { retry: { retries: 5 } });
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 200,
    sessionTimeout: 10_000,
    heartbeatInterval: 2_000,
    allowAutoTopicCreation: false,
    retry: { retries: 5 },
  });
  const over = Promise.withResolvers<void>();
  over.promise.catch(() => undefined); // It is heard below, but may fail before.
  signal?.addEventListener('abort', () => over.resolve(), { once: true });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) over.reject(payload.error);
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
      for (const partition of partitions) {
        const [range] = open.get(placeKey({ topic, partition })) ?? [];
        if (range === undefined) consumer.pause([{ topic, partitions: [partition] }]);
        else consumer.seek({ topic, partition, offset: String(range.from) });
      }
    }
  });

  /** The client would take what `onRecord` throws for a fault of Kafka, and try again. */
  const tell = async (record: PlainRecord): Promise<boolean> => {
    try {
      await onRecord(record);
      return true;
    } catch (error) {
      over.reject(error);
      return false;
    }
  };

  const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning }: EachBatchPayload) => {
    const { topic, partition } = batch;
    const ranges = open.get(placeKey(batch)) ?? [];
    if (ranges[0] !== undefined && Number(batch.highWatermark) < ranges[0].from)
      over.reject(new Error(`Topic ${topic} was made anew while it was read`));
    let next = Number(batch.firstOffset() ?? 0);
    for (const message of batch.messages) {
      const offset = Number(message.offset);
      while (ranges[0] !== undefined && ranges[0].to <= offset) ranges.shift();
      const [range] = ranges;
      if (range === undefined || !isRunning() || signal?.aborted) break;
      next = offset + 1;
      resolveOffset(message.offset);
      // What lies below was read (a batch may still come from before the seek), or is not wanted.
      if (offset < range.from) continue;
      const told = await tell({
        topic,
        partition,
        offset,
        key: message.key,
        value: message.value,
        headers: plainHeaders(message.headers),
        time: Number(message.timestamp),
      });
      if (!told) return;
      range.from = next;
      if (range.from >= range.to) ranges.shift();
      await heartbeat();
    }
    const [range] = ranges;
    if (range === undefined) {
      consumer.pause([{ topic, partitions: [partition] }]);
      open.delete(placeKey(batch));
      if (open.size === 0) over.resolve();
    } else if (range.from > next) {
      consumer.seek({ topic, partition, offset: String(range.from) });
    }
  };

  await consumer.connect();
  try {
    await consumer.subscribe({
      topics: [...new Set(options.ranges.map(({ topic }) => topic))],
      fromBeginning: true,
    });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
    await over.promise;
  } finally {
    await consumer.disconnect();
    await withAdmin(brokers, log, (admin) => admin.deleteGroups([groupId])).catch((error) =>
      log.debug(
        described(error),
        'The group of a reader that is done was left to Kafka, which forgets it by itself.',
      ),
    );
  }
}

function plainHeaders(
  headers: EachBatchPayload['batch']['messages'][number]['headers'],
): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, header]) => {
      const first = Array.isArray(header) ? header[0] : header;
      return first === undefined ? [] : [[name, Buffer.from(first)]];
    }),
  );
}
