import { agreement, commitment } from '@awrach/contracts';
import type { Progress, Reached } from '@awrach/messaging';
import { completeToKeeper } from '../src/freshness/complete-to.ts';
import type { Version } from '../src/head/version.ts';
import { emptyMatrix } from '../src/matrix/matrix.ts';
import { justBefore } from '../src/time/moment.ts';

const moment = (second: number) => `2022-05-01T08:00:0${second}.000000Z`;

/** A relay speaks of what was recorded before its moment: up to a microsecond earlier, all of it. */
const upTo = (second: number) => justBefore(moment(second));

/** A source says that all it recorded before that second lies below `end` in partition 0. */
const says = (service: string, topic: string, second: number, end: number, log = 'log'): Progress => ({
  service,
  database: 'database',
  at: moment(second),
  logs: { [topic]: { log, ends: [end, 0] } },
});
const partner = (second: number, end: number, log?: string) =>
  says('partner', agreement.topic, second, end, log);
const finance = (second: number, end: number) => says('finance', commitment.topic, second, end);

let n = 0;
const version = (agreements: number, commitments: number, log = 'log'): Version => {
  const at = (topic: string, next: number): Reached => ({ topic, partition: 0, log, next });
  n += 1;
  return {
    generation: 0,
    n,
    matrix: emptyMatrix,
    reached: [at(agreement.topic, agreements), { ...at(commitment.topic, commitments), log: 'log' }],
  };
};

describe('completeTo', () => {
  test('is unknown until each source has been heard of', () => {
    const keeper = completeToKeeper([agreement, commitment]);
    const head = version(5, 5);
    keeper.moved(head);
    keeper.told(partner(1, 5));
    expect(keeper.of(head)).toBeNull();
    keeper.told(finance(2, 5));
    expect(keeper.of(head)).toBe(upTo(1));
  });

  test('is the least of what the sources said and the version has reached', () => {
    const keeper = completeToKeeper([agreement, commitment]);
    const head = version(5, 5);
    keeper.moved(head);
    for (const word of [partner(1, 4), partner(2, 5), partner(3, 6), finance(4, 5)]) keeper.told(word);
    expect(keeper.of(head)).toBe(upTo(2));
    const next = version(6, 5);
    keeper.moved(next);
    expect(keeper.of(next)).toBe(upTo(3));
    expect(keeper.of(head)).toBe(upTo(2));
  });

  test('is told of when a word moves it on, and only then', () => {
    const keeper = completeToKeeper([agreement, commitment]);
    const head = version(5, 5);
    keeper.moved(head);
    const moments: (string | null)[] = [];
    const unfollow = keeper.onMoved(() => moments.push(keeper.of(head)));
    for (const word of [partner(1, 5), finance(3, 5), partner(2, 5), partner(4, 6), finance(5, 5)])
      keeper.told(word);
    unfollow();
    keeper.told(partner(6, 5));
    expect(moments).toEqual([upTo(1), upTo(2)]);
  });

  test('stands still while a topic is sent anew, and goes on when the new log was read as far', () => {
    const keeper = completeToKeeper([agreement, commitment]);
    keeper.moved(version(5, 5));
    keeper.told(finance(9, 5));
    keeper.told(partner(1, 5));
    keeper.told(partner(2, 7, 'newer'));
    const still = version(5, 5);
    keeper.moved(still);
    expect(keeper.of(still)).toBe(upTo(1));
    const reading = version(6, 5, 'newer');
    keeper.moved(reading);
    expect(keeper.of(reading)).toBe(upTo(1));
    const read = version(7, 5, 'newer');
    keeper.moved(read);
    expect(keeper.of(read)).toBe(upTo(2));
  });

  test('does not go back when a source is heard late', () => {
    const keeper = completeToKeeper([agreement, commitment]);
    const head = version(5, 5);
    keeper.moved(head);
    for (const word of [finance(9, 0), partner(3, 5), partner(2, 5)]) keeper.told(word);
    expect(keeper.of(head)).toBe(upTo(3));
  });

  test('takes no notice of services that it does not follow', () => {
    const keeper = completeToKeeper([agreement]);
    const head = version(5, 0);
    keeper.moved(head);
    keeper.told(says('employment', 'awrach.employment.person', 1, 99));
    keeper.told(partner(2, 5));
    expect(keeper.of(head)).toBe(upTo(2));
  });
});
