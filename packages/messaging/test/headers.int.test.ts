import { randomUUID } from 'node:crypto';
import { put, readAll } from './raw-kafka.ts';
import { consumerOf, eventually, openTown, ownContract, topicsOf } from './town.ts';

/** Names that every object has, one that stands there twice, nothing, and more than a byte for a character. */
const headers = {
  constructor: 'builder',
  ['__proto__']: 'ancestor',
  twice: ['first', 'second'],
  empty: '',
  ورش: 'chantier ورش',
  long: 'x'.repeat(300),
};

test('A header reaches the reader as it was sent, whatever its name; of one that stands twice the first counts', async () => {
  await using reader = await openTown('headers');
  const contract = ownContract();
  await topicsOf([contract]);
  const consumer = consumerOf(reader, [contract]);
  try {
    await put(contract.topic, [{ key: randomUUID(), value: 'no event', headers }]);
    const letter = await eventually(
      async () =>
        (
          await reader.pool.query(
            "select payload::text as letter from event where aggregatetype = 'awrach.totals.dead-letter'",
          )
        ).rows[0],
      (row) => row !== undefined,
    );
    expect(Object.entries(JSON.parse(letter.letter).headers).sort()).toEqual(
      [...Object.entries(headers).filter(([name]) => name !== 'twice'), ['twice', 'first']].sort(),
    );
    const [raw] = await readAll(contract.topic);
    expect(Object.entries(raw?.headers ?? {}).sort()).toEqual(
      [...Object.entries(headers).filter(([name]) => name !== 'twice'), ['twice', 'first,second']].sort(),
    );
  } finally {
    await consumer.stop();
  }
});
