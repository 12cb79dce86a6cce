import { incarnationOf, newIncarnation } from '../src/incarnation.ts';
import { partitionOf } from '../src/partition.ts';
import { lossOf, shortfallOf } from '../src/relay/logs.ts';
import { batches, type Pending } from '../src/relay/outbox.ts';

test("A key's partition is the one that Kafka's own clients give it", () => {
  // murmur2 of these keys, from the tests of Kafka's Java client, without the sign, modulo 12.
  expect(['21', 'foobar', 'abc', 'a-little-bit-long-string'].map(partitionOf)).toEqual([0, 6, 3, 8]);
});

describe('Incarnations', () => {
  test('rise, also when the clock was set back', () => {
    const future = newIncarnation('0fff0000-0000-7000-8000-000000000000');
    expect(future > '0fff0000-0000-7000-8000-000000000000').toBe(true);
    const first = newIncarnation(null);
    expect(newIncarnation(first) > first).toBe(true);
  });

  test('are read from headers only where one of ours stands there', () => {
    const incarnation = newIncarnation(null);
    expect(incarnationOf(incarnation)).toBe(incarnation);
    expect([undefined, '', 'zzzz', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'].map(incarnationOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('A log has lost records', () => {
  const log = { incarnation: newIncarnation(null), last: [9, -1] };

  test('when it gives out an offset that was confirmed before', () => {
    expect(lossOf(log, [{ topic: 't', partition: 0, first: 9, last: 12 }])).toMatchObject({
      confirmed: 9,
      found: 9,
    });
    expect(lossOf(log, [{ topic: 't', partition: 0, first: 10, last: 12 }])).toBeNull();
    expect(lossOf(log, [{ topic: 't', partition: 1, first: 0, last: 0 }])).toBeNull();
  });

  test('when it ends before what was confirmed', () => {
    expect(
      shortfallOf(
        't',
        log,
        new Map([
          [0, 9],
          [1, 0],
        ]),
      ),
    ).toMatchObject({ partition: 0, confirmed: 9, found: 9 });
    expect(
      shortfallOf(
        't',
        log,
        new Map([
          [0, 10],
          [1, 0],
        ]),
      ),
    ).toBeNull();
    expect(shortfallOf('t', log, new Map())).toMatchObject({ partition: 0 });
  });
});

describe('What is pending', () => {
  const pending = (partition: number, bytes: number, seq: number): Pending => ({
    seq: String(seq),
    log: '',
    record: { topic: 't', partition, key: '', value: 'x'.repeat(bytes), headers: {}, time: 0 },
  });

  test('is cut so that no partition gets more at once than a broker takes, and keeps its order', () => {
    const all = Array.from({ length: 10 }, (_, index) => pending(index % 2, 300_000, index));
    const cut = batches(all);
    expect(cut.flat()).toEqual(all);
    for (const batch of cut) {
      for (const partition of [0, 1]) {
        const ours = batch.filter(({ record }) => record.partition === partition);
        expect(ours.reduce((sum, { record }) => sum + record.value.length, 0)).toBeLessThanOrEqual(1_000_000);
      }
    }
  });

  test('goes in one batch where it fits, and the largest event goes alone', () => {
    expect(batches([pending(0, 100, 1), pending(1, 100, 2)])).toHaveLength(1);
    expect(batches([pending(0, 921_600, 1), pending(0, 921_600, 2)])).toHaveLength(2);
    expect(batches([])).toEqual([]);
  });
});
