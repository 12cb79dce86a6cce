import { randomUUID } from 'node:crypto';
import { put } from './raw-kafka.ts';
import { consumerOf, envelopeState, eventually, idIn, openTown, ownContract, topicsOf } from './town.ts';

/** An event whose field `note`, as it stands in the JSON, is this. */
function saying(note: string) {
  const id = idIn(0);
  const value = JSON.stringify(envelopeState(id, 1, '2026-01-31T09:30:00.000001Z'));
  return {
    key: id,
    value: `${value.slice(0, -1)},"note":"${note}"}`,
    headers: { ce_id: randomUUID(), ce_type: 'ma.awrach.finance.envelope.raised.v1' },
    partition: 0,
  };
}

test('An event with NUL or half a character becomes a dead letter, since no database keeps it; whole ones are applied', async () => {
  await using town = await openTown('characters');
  const contract = ownContract();
  await topicsOf([contract]);
  await town.pool.query('create table kept (note text, said jsonb)');
  const consumer = consumerOf(town, [contract], {
    apply: async (tx, batch) => {
      for (const { data } of batch) {
        const { note } = data as unknown as { note: string };
        await tx.query('insert into kept values ($1, $2)', [note, JSON.stringify(data)]);
      }
    },
  });
  const refused = ['nul \\u0000', 'half \\ud800', 'half \\uDFFF', '\\ude00\\ud83d', '\\ud83d\\ud83d\\ude00'];
  const taken = ['\\ud83d\\ude00', '\\u0623\\u0648\\u0631\\u0627\\u0634', '\\\\u0000 \\\\ud800', '\\u0001'];
  try {
    await put(contract.topic, [...refused, ...taken].map(saying));
    const rows = await eventually(
      async () => (await town.pool.query('select note from kept')).rows,
      ({ length }) => length === taken.length,
      15_000,
    );
    expect(rows.map(({ note }) => note)).toEqual(['\u{1F600}', 'أوراش', '\\u0000 \\ud800', '\u0001']);
    const letters = await town.pool.query("select payload ->> 'reason' as reason from event");
    expect(letters.rows).toEqual(refused.map(() => ({ reason: 'characters' })));
    expect(consumer.figures()).toMatchObject({ retries: 0 });
  } finally {
    await consumer.stop();
  }
});

test('A number or a moment that no database takes is a fault of the event, too', async () => {
  await using town = await openTown('characters');
  const contract = ownContract();
  await topicsOf([contract]);
  await town.pool.query('create table kept (thing uuid, at timestamptz)');
  const consumer = consumerOf(town, [contract], {
    apply: async (tx, batch) => {
      for (const { thing, recordedAt } of batch)
        await tx.query('insert into kept values ($1, $2)', [thing, recordedAt]);
    },
  });
  const event = (change: object) => {
    const { value, ...record } = saying('');
    return { ...record, value: JSON.stringify({ ...JSON.parse(value), ...change }) };
  };
  try {
    await put(contract.topic, [
      event({ version: 1e30 }),
      event({ version: 2 ** 63 }),
      event({ recordedAt: '0000-01-01T00:00:00.000000Z' }),
      event({}),
    ]);
    await eventually(
      async () => (await town.pool.query('select from kept')).rowCount,
      (count) => count === 1,
      15_000,
    );
    const { rows } = await town.pool.query("select payload ->> 'reason' as reason from event");
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ reason: 'value' })));
    expect(consumer.figures()).toMatchObject({ retries: 0 });
  } finally {
    await consumer.stop();
  }
});

test('What a dead letter says can be looked into by the database, whatever the message was', async () => {
  await using town = await openTown('characters');
  const contract = ownContract();
  await topicsOf([contract]);
  const consumer = consumerOf(town, [contract]);
  try {
    await put(contract.topic, [
      { key: 'nul', value: '\0' },
      { key: 'name', value: 'x', headers: { 'a\0b': 'c\0d' } },
      { key: 'half', value: 'x', headers: { long: `${'x'.repeat(999)}\u{1F600}` } },
    ]);
    await eventually(
      async () => (await town.pool.query('select from event')).rowCount,
      (count) => count === 3,
      15_000,
    );
    const { rows } = await town.pool.query("select payload -> 'headers' ->> 'long' as long from event");
    expect(rows.map(({ long }) => long?.length)).toContain(1_000);
  } finally {
    await consumer.stop();
  }
});
