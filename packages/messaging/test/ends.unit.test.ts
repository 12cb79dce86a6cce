import { endsAt } from '../src/consumer/ends.ts';
import type { Fetched } from '../src/consumer/fetched.ts';

const [a, b] = ['0190a000-0000-7000-8000-000000000001', '0190b000-0000-7000-8000-000000000001'];
const place = { topic: 't', partition: 0 };
const unread = {
  key: null,
  value: null,
  headers: {},
  replayOf: null,
  read: { reason: 'none', detail: 'It is not read here.' },
};
const run = (...messages: [offset: number, log: string | null][]): Fetched[] =>
  messages.map(([offset, log]) => ({ ...place, offset, log, ...unread }));
const upTo = (log: string | null, next: number) => endsAt([{ ...place, log, next }]);

describe('A reader that may read no further than an end', () => {
  test('takes what lies before it, of the same incarnation', () => {
    const ends = upTo(a, 3);
    expect(ends.countBefore(place, { log: a, next: 1 }, run([1, a], [2, a], [3, a], [4, a]))).toBe(2);
    expect(ends.isAhead(place, { log: a, next: 2 })).toBe(true);
    expect(ends.isAhead(place, { log: a, next: 3 })).toBe(false);
  });

  test('takes all of an older incarnation, wherever it lies, and of a newer one nothing', () => {
    expect(upTo(b, 2).countBefore(place, { log: a, next: 7 }, run([7, a], [8, a]))).toBe(2);
    expect(upTo(a, 9).countBefore(place, { log: a, next: 7 }, run([7, a], [8, b], [9, b]))).toBe(1);
    expect(upTo(a, 9).isAhead(place, { log: b, next: 0 })).toBe(false);
  });

  test('which has come into the newer incarnation counts the older messages that lie before it by their offsets', () => {
    expect(upTo(b, 2).countBefore(place, { log: b, next: 0 }, run([0, a], [1, a], [2, b]))).toBe(2);
  });

  test('takes nothing of a partition for which no end is said, and everything where none is said at all', () => {
    expect(endsAt([]).countBefore(place, { log: null, next: 0 }, run([0, a]))).toBe(0);
    expect(endsAt(undefined).countBefore(place, { log: null, next: 0 }, run([0, a]))).toBe(1);
  });
});
