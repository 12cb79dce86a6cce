import type { Fetched } from '../src/consumer/fetched.ts';
import { type Portion, waitingRuns } from '../src/consumer/runs.ts';

const topic = 't';
const [first, second, third] = [0, 1, 2].map((partition) => ({ topic, partition })) as [Place, Place, Place];
type Place = Pick<Portion, 'topic' | 'partition'>;

const message = (place: Place, offset: number): Fetched => ({
  ...place,
  offset,
  key: null,
  value: null,
  headers: {},
  log: null,
  replayOf: null,
  read: { reason: 'none', detail: 'It is not read here.' },
});
const run = (place: Place, from: number, count: number, bytes = 1) => ({
  ...place,
  bytes,
  messages: Array.from({ length: count }, (_, i) => message(place, from + i)),
});
const offsets = (portions: readonly Portion[]) =>
  portions.map(({ partition, messages }) => [partition, messages.map(({ offset }) => offset)]);

describe('What was fetched and waits', () => {
  test('is handed out in its order, so many at once, and no part of a partition beside another part', () => {
    const runs = waitingRuns(3);
    runs.add(run(first, 0, 2));
    runs.add(run(second, 0, 4));
    runs.add(run(first, 2, 1));
    expect(offsets(runs.handOut())).toEqual([
      [0, [0, 1]],
      [1, [0]],
    ]);
    runs.add(run(third, 0, 3));
    expect(offsets(runs.handOut())).toEqual([[2, [0, 1, 2]]]);
    expect([first, second, third].map(runs.isHandedOut)).toEqual([true, true, true]);
    expect(runs.handOut()).toEqual([]);
    runs.applied([first, second]);
    expect(offsets(runs.handOut())).toEqual([[1, [1, 2, 3]]]);
    runs.applied([second, third]);
    expect(offsets(runs.handOut())).toEqual([[0, [2]]]);
  });

  test('is handed out beside other messages only where there are the most that may be handed out', () => {
    const runs = waitingRuns(3);
    runs.add(run(first, 0, 1));
    expect(offsets(runs.handOut())).toEqual([[0, [0]]]);
    runs.add(run(second, 0, 2));
    expect(runs.handOut()).toEqual([]);
    runs.add(run(third, 0, 1));
    expect(offsets(runs.handOut())).toEqual([
      [1, [0, 1]],
      [2, [0]],
    ]);
  });

  test('is handed out again when it was returned, before what follows it', () => {
    const runs = waitingRuns(2);
    runs.add(run(first, 0, 3));
    runs.handOut();
    runs.add(run(first, 3, 1));
    runs.returned([first]);
    expect(offsets(runs.handOut())).toEqual([[0, [0, 1]]]);
    runs.applied([first]);
    expect(offsets(runs.handOut())).toEqual([[0, [2, 3]]]);
  });

  test('is forgotten when it is dropped, also what is handed out; that partition still waits for its end', () => {
    const runs = waitingRuns(2);
    runs.add(run(first, 0, 3));
    runs.handOut();
    runs.drop(first);
    runs.add(run(first, 0, 1));
    expect([runs.isHandedOut(first), runs.handOut()]).toEqual([true, []]);
    runs.returned([first]);
    expect(offsets(runs.handOut())).toEqual([[0, [0]]]);
    runs.drop();
    runs.returned([first]);
    expect([runs.has(first), runs.handOut()]).toEqual([false, []]);
  });

  test('fills the room there is for it by what is not handed out', () => {
    const runs = waitingRuns(2);
    runs.add(run(first, 0, 4, 100 * 1024 * 1024));
    expect(runs.isFull()).toBe(true);
    runs.handOut();
    expect(runs.isFull()).toBe(false);
    runs.returned([first]);
    expect(runs.isFull()).toBe(true);
  });

  test('tells of each change', async () => {
    const runs = waitingRuns(2);
    for (const [prepare, change] of [
      [() => {}, () => runs.add(run(first, 0, 3))],
      [runs.handOut, () => runs.returned([first])],
      [runs.handOut, () => runs.applied([first])],
      [() => {}, () => runs.drop(first)],
      [() => {}, () => runs.add(run(first, 0, 3))],
      [() => {}, () => void runs.handOut()],
      [() => {}, () => runs.wake()],
    ] as const) {
      prepare();
      const changed = runs.changed();
      change();
      await changed;
    }
  });
});
