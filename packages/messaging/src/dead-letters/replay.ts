import { replayHeader } from '@awrach/contracts';
import { deadLetterId } from '../consumer/dead-letter.ts';
import { incarnationOf } from '../incarnation.ts';
import type { Log } from '../log.ts';
import { openSender } from '../producer.ts';
import { type Range, rangesOf } from '../reading/ranges.ts';
import { type PlainRecord, readRanges } from '../reading/read-ranges.ts';
import type { DeadLetter } from './letters.ts';

/** Where a record was put again. */
export interface Replayed {
  topic: string;
  partition: number;
  offset: number;
}

/**
 * The records that were set aside, as they lie where they first lay, by dead letter. One that is missing is not there any
 * more, or is another one by now: its topic was made anew.
 */
export async function findOriginals(
  brokers: string,
  letters: readonly DeadLetter[],
  log: Log,
): Promise<Map<DeadLetter, PlainRecord>> {
  const topics = [...new Set(letters.map(({ origin }) => origin.topic))];
  const all = await rangesOf({ brokers, topics, from: 'beginning', follow: false, log });
  const there = letters.filter(({ origin }) =>
    all.some(
      ({ topic, partition, from, to }) =>
        topic === origin.topic &&
        partition === origin.partition &&
        from <= Number(origin.offset) &&
        Number(origin.offset) < to,
    ),
  );
  const byPlace = Map.groupBy(there, ({ origin }) => placeOf(origin.topic, origin.partition, origin.offset));
  const found = new Map<DeadLetter, PlainRecord>();
  await readRanges({
    brokers,
    log,
    ranges: [...byPlace.values()].flatMap(([letter]) => (letter === undefined ? [] : [rangeOf(letter)])),
    onRecord(record) {
      // Of a topic that was made anew, and went wrong again there, several letters name one place.
      for (const letter of byPlace.get(placeOf(record.topic, record.partition, record.offset)) ?? []) {
        if (isOriginal(letter, record)) found.set(letter, record);
      }
    },
  });
  return found;
}

const placeOf = (topic: string, partition: number, offset: number | string) =>
  `${topic}|${partition}|${offset}`;

function rangeOf({ origin }: DeadLetter): Range {
  const from = Number(origin.offset);
  return { topic: origin.topic, partition: origin.partition, from, to: from + 1 };
}

/** A dead letter's id follows from place, incarnation, key and value, so the same id is the same record. */
function isOriginal(
  { id }: DeadLetter,
  { topic, partition, offset, key, value, headers }: PlainRecord,
): boolean {
  const log = incarnationOf(headers.awrach_log?.toString('utf8'));
  return deadLetterId({ topic, partition, offset, log }, { key, value }) === id;
}

/**
 * Puts a record that was set aside on its own topic again: to the same partition, with the same key, value, time and
 * headers, and one header more, the dead letter's id. It makes nothing new: readers may meet any record again.
 *
 * @returns where it lies now, confirmed by all in-sync copies; or why Kafka did not confirm it: it may be there all the same.
 *   A record as large as Kafka takes has no room for that header. It holds up none of the others.
 * @throws when Kafka cannot be reached.
 */
export async function replay(
  brokers: string,
  originals: ReadonlyMap<DeadLetter, PlainRecord>,
  log: Log,
): Promise<Map<DeadLetter, Replayed | Error>> {
  const replayed = new Map<DeadLetter, Replayed | Error>();
  for (const [letter, { topic, partition, key, value, headers, time }] of originals) {
    const record = { topic, partition, key, value, time, headers: { ...headers, [replayHeader]: letter.id } };
    // After a failure a sender is of no use, so each record has its own.
    const sender = await openSender(brokers, 'replay', log);
    try {
      for (const { first } of await sender.send([record]))
        replayed.set(letter, { topic, partition, offset: first });
    } catch (error) {
      replayed.set(letter, error instanceof Error ? error : new Error(String(error)));
    } finally {
      await sender.close();
    }
  }
  return replayed;
}
