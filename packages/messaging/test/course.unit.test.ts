import { courseOf } from '../src/consumer/course.ts';
import type { Fetched } from '../src/consumer/fetched.ts';

const [a, b] = ['0190a000-0000-7000-8000-000000000001', '0190b000-0000-7000-8000-000000000001'];

const run = (...messages: [offset: number, log: string | null][]): Fetched[] =>
  messages.map(([offset, log]) => ({
    topic: 't',
    partition: 0,
    offset,
    key: null,
    value: null,
    headers: {},
    log,
    replayOf: null,
    read: { reason: 'none', detail: 'It is not read here.' },
  }));
const offsets = (messages: readonly Fetched[]) => messages.map(({ offset }) => offset);

describe('A reader at a position', () => {
  test('takes what lies from there on, and leaves what lies before', () => {
    const course = courseOf({ log: a, next: 2 }, run([1, a], [2, a], [3, a]));
    expect(offsets(course.take)).toEqual([2, 3]);
    expect(course).toMatchObject({ to: { log: a, next: 4 }, gap: false });
  });

  test('adopts the first incarnation that it meets at the beginning', () => {
    const course = courseOf({ log: null, next: 0 }, run([0, a], [1, a]));
    expect(offsets(course.take)).toEqual([0, 1]);
    expect(course.to).toEqual({ log: a, next: 2 });
  });

  test('begins again at 0 when a newer incarnation comes up, and applies what lay before it', () => {
    const course = courseOf({ log: a, next: 2 }, run([2, a], [3, b], [4, b]));
    expect(offsets(course.take)).toEqual([2]);
    expect(course).toMatchObject({ after: { log: a, next: 3 }, to: { log: b, next: 0 }, gap: false });
  });

  test('notices a newer incarnation in a message that lies below its position', () => {
    expect(courseOf({ log: a, next: 5 }, run([4, b]))).toMatchObject({ take: [], to: { log: b, next: 0 } });
  });

  test('reads a log that begins anew under its eyes at once', () => {
    const course = courseOf({ log: a, next: 5 }, run([0, b], [1, b]));
    expect(offsets(course.take)).toEqual([0, 1]);
    expect(course.to).toEqual({ log: b, next: 2 });
  });

  test('reads what is left of an older incarnation, or names none, like any other, and does not turn back for it', () => {
    const course = courseOf({ log: b, next: 0 }, run([0, a], [1, null], [2, b]));
    expect(offsets(course.take)).toEqual([0, 1, 2]);
    expect(course.to).toEqual({ log: b, next: 3 });
  });

  test('leaves a shorter log of the same incarnation alone: its source has yet to notice the loss', () => {
    expect(courseOf({ log: a, next: 5 }, run([0, a], [1, a]))).toMatchObject({
      take: [],
      to: { log: a, next: 5 },
    });
  });

  test('does not step over a hole, unless asking again did not fill it', () => {
    const missing = run([2, a], [4, a]);
    const course = courseOf({ log: a, next: 2 }, missing);
    expect(offsets(course.take)).toEqual([2]);
    expect(course).toMatchObject({ to: { log: a, next: 3 }, gap: true });
    expect(courseOf({ log: a, next: 3 }, run([4, a])).gap).toBe(true);
    const over = courseOf({ log: a, next: 3 }, run([4, a], [6, a]), true);
    expect(offsets(over.take)).toEqual([4]);
    expect(over).toMatchObject({ to: { log: a, next: 5 }, gap: true });
  });
});
