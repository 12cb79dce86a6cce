import { randomUUID } from 'node:crypto';
import { testServers } from '@awrach/local';
import { type PlainRecord, rangesOf, readRanges } from '@awrach/messaging';
import { put, removeTopic } from './raw-kafka.ts';
import { envelopeState, eventually, keptLog, ownContract, topicsOf } from './town.ts';

const { brokers } = testServers();
const log = keptLog();

const at = (second: number) => `2026-01-31T09:30:${String(second).padStart(2, '0')}.000000Z`;
const message = (id: string, version: number) => ({
  key: id,
  value: JSON.stringify(envelopeState(id, version, at(version))),
  timestamp: String(Date.parse(at(version))),
});
const versionOf = ({ value }: PlainRecord): number => JSON.parse(value?.toString('utf8') ?? '{}').version;

async function read(topic: string, from: 'beginning' | 'now' | Date): Promise<number[]> {
  const versions: number[] = [];
  const ranges = await rangesOf({
    brokers,
    topics: [topic, 'awrach.no-such.topic'],
    from,
    follow: false,
    log,
  });
  await readRanges({ brokers, ranges, log, onRecord: (record) => void versions.push(versionOf(record)) });
  return versions;
}

describe('Somebody who looks at a topic', () => {
  test('sees all there is, what was recorded since a moment, or what comes from now on', async () => {
    const { topic } = await madeTopic();
    const id = randomUUID();
    await put(
      topic,
      [1, 2, 3, 4, 5].map((version) => message(id, version)),
    );
    expect(await read(topic, 'beginning')).toEqual([1, 2, 3, 4, 5]);
    expect(await read(topic, new Date(at(3)))).toEqual([3, 4, 5]);
    expect(await read(topic, new Date(at(30)))).toEqual([]);
    expect(await read(topic, 'now')).toEqual([]);

    const heard: number[] = [];
    const stop = new AbortController();
    const ranges = await rangesOf({ brokers, topics: [topic], from: 'now', follow: true, log });
    const following = readRanges({
      brokers,
      ranges,
      signal: stop.signal,
      log,
      onRecord: (record) => void heard.push(versionOf(record)),
    });
    await put(topic, [message(id, 6), message(id, 7)]);
    await eventually(
      () => heard,
      ({ length }) => length === 2,
    );
    stop.abort();
    await following;
    expect(heard).toEqual([6, 7]);
  });

  test('sees single records of a partition, near and far from each other, and none beside them', async () => {
    const { topic } = await madeTopic();
    const id = randomUUID();
    const versions = Array.from({ length: 40 }, (_, index) => index + 1);
    await put(
      topic,
      versions.map((version) => message(id, version)),
    );
    const [whole] = (
      await rangesOf({ brokers, topics: [topic], from: 'beginning', follow: false, log })
    ).filter(({ to }) => to > 0);
    const heard: number[] = [];
    await readRanges({
      brokers,
      ranges: [39, 0, 5, 6, 20].map((from) => ({
        topic,
        partition: whole?.partition ?? 0,
        from,
        to: from + 1,
      })),
      log,
      onRecord: (record) => void heard.push(record.offset),
    });
    expect(heard).toEqual([0, 5, 6, 20, 39]);
  });

  test('is told when the topic was made anew meanwhile, and ends before what was read', async () => {
    const contract = await madeTopic();
    const { topic } = contract;
    const id = randomUUID();
    const versions = [1, 2, 3];
    await put(
      topic,
      versions.map((version) => message(id, version)),
    );
    const ranges = await rangesOf({ brokers, topics: [topic], from: 'beginning', follow: true, log });
    const heard: number[] = [];
    const following = readRanges({
      brokers,
      ranges,
      log,
      onRecord: (record) => void heard.push(versionOf(record)),
    });
    await eventually(
      () => heard,
      ({ length }) => length === 3,
    );
    const end = expect(following).rejects.toThrow('was made anew');
    await removeTopic(topic);
    await topicsOf([contract]);
    await put(topic, [message(id, 4)]);
    await end;
    expect(heard).toEqual(versions);
  });

  test('is told when what it does with a record fails', async () => {
    const { topic } = await madeTopic();
    await put(topic, [message(randomUUID(), 1)]);
    const ranges = await rangesOf({ brokers, topics: [topic], from: 'beginning', follow: false, log });
    const onRecord = () => {
      throw new Error('no paper left');
    };
    await expect(readRanges({ brokers, ranges, log, onRecord })).rejects.toThrow('no paper left');
  });
});

async function madeTopic() {
  const contract = ownContract();
  await topicsOf([contract]);
  return contract;
}
