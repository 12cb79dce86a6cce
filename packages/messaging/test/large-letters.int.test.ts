import { randomUUID } from 'node:crypto';
import { deadLetters } from '@awrach/contracts';
import { put, readAll } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  idIn,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  topicsOf,
} from './town.ts';

const contract = deadLetters.worksite;
/** A record, with key and headers, takes no more than Kafka's 1 MiB. */
const nearlyAll = 1_040_000;
const soon = 15_000;

/** Text that JSON writes six times as long. */
const growing = (length: number) => '\u0001'.repeat(length);
const many = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`header-${i}`, value]));
const sound = (id: string) => JSON.stringify(envelopeState(id, 1, '2026-01-31T09:30:00.000001Z'));

/** What somebody might put on a topic; nothing of it can be applied. */
const large = {
  'a value as large as Kafka takes': { key: 'k', value: 'x'.repeat(nearlyAll) },
  'a value that is just carried along, and many headers': {
    key: 'k',
    value: growing(600 * 1024),
    headers: many(400, growing(1_000)),
  },
  'a header as large as Kafka takes': {
    key: 'k',
    value: 'x',
    headers: { ce_requestid: '\u{1F600}'.repeat(nearlyAll / 4) },
  },
  'a header whose name is as large': { key: 'k', value: 'x', headers: { ['n'.repeat(nearlyAll)]: '' } },
  'a type as large': {
    key: 'k',
    value: sound('6f0d8b27-c395-4d52-9e1a-3b86c1a4e7f0'),
    headers: { ce_id: 'i', ce_type: growing(nearlyAll) },
  },
  'a key as large': { key: growing(nearlyAll), value: '{}' },
};

test('Records near the largest that Kafka takes become dead letters that their relay can send; what comes after them goes on', async () => {
  await using town = await openTown('large');
  const own = ownContract();
  await topicsOf([own, contract]);
  const relay = relayOf(town, [contract], { service: 'worksite' });
  const consumer = consumerOf(town, [own], { service: 'worksite' });
  const id = idIn(0);
  const headers = { ce_id: randomUUID(), ce_type: 'ma.awrach.finance.envelope.raised.v1' };
  try {
    for (const record of Object.values(large)) await put(own.topic, [{ ...record, partition: 0 }]);
    await put(own.topic, [{ key: id, value: sound(id), headers, partition: 0 }]);
    await eventually(
      () => applied(town),
      ({ length }) => length === 1,
      soon,
    );
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
      soon,
    );
    const figures = { applied: 1, deadLetters: Object.keys(large).length, retries: 0 };
    expect(consumer.figures()).toMatchObject(figures);
    const { rows } = await town.pool.query('select max(length(request_id)) as longest from event');
    expect(rows[0].longest).toBeLessThanOrEqual(64);
  } finally {
    await Promise.all([consumer.stop(), relay.stop()]);
  }
});

test('A dead letter says what of the message it does not carry, and carries our own headers before others', async () => {
  await using town = await openTown('large');
  const own = ownContract();
  await topicsOf([own, contract]);
  const relay = relayOf(town, [contract], { service: 'worksite' });
  const consumer = consumerOf(town, [own], { service: 'worksite' });
  const subject = randomUUID();
  try {
    await put(own.topic, [
      { key: subject, value: 'x'.repeat(800_000), headers: { ...many(90, 'y'), ce_subject: subject } },
      { key: subject, value: 'x', headers: { ce_subject: subject } },
    ]);
    const [large, small] = await eventually(
      async () =>
        (await readAll(contract.topic))
          .map(({ value }) => JSON.parse(value))
          .filter(({ origin }) => origin.topic === own.topic)
          .sort((a, b) => Number(a.origin.offset) - Number(b.origin.offset)),
      ({ length }) => length === 2,
      soon,
    );
    expect(Object.keys(large.headers)).toHaveLength(50);
    expect(large).toMatchObject({
      value: null,
      headers: { ce_subject: subject },
      cut: { valueBytes: 800_000, headers: 41, detail: false },
    });
    expect(small).toMatchObject({ value: 'eA==', headers: { ce_subject: subject } });
    expect(small.cut).toBeUndefined();
  } finally {
    await Promise.all([consumer.stop(), relay.stop()]);
  }
});
