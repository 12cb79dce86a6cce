import { periodOf, periods } from '../src/series/period.ts';
import { dayOf, daysAfter, endOf, justBefore, momentOf } from '../src/time/moment.ts';

describe('A day in Morocco', () => {
  test('begins an hour before that of UTC', () => {
    expect(dayOf('2022-05-01T22:59:59.999999Z')).toBe('2022-05-01');
    expect(dayOf('2022-05-01T23:00:00.000000Z')).toBe('2022-05-02');
    expect(dayOf('2022-12-31T23:30:00.000000Z')).toBe('2023-01-01');
    expect(dayOf('2024-02-28T23:30:00.000000Z')).toBe('2024-02-29');
  });

  test('ends with its last microsecond, and the next one begins right after it', () => {
    for (const day of ['2022-03-31', '2023-12-31', '2024-02-29']) {
      expect(dayOf(endOf(day))).toBe(day);
      const next = `${day}T23:00:00.000000Z`;
      expect(justBefore(next)).toBe(endOf(day));
      expect(dayOf(next)).toBe(daysAfter(day, 1));
    }
  });
});

describe('A moment', () => {
  test('is compared with six decimals, however many were given', () => {
    expect(momentOf('2022-05-01T08:00:00Z')).toBe('2022-05-01T08:00:00.000000Z');
    expect(momentOf('2022-05-01T08:00:00.5Z')).toBe('2022-05-01T08:00:00.500000Z');
    expect(momentOf('2022-05-01T08:00:00.123456Z')).toBe('2022-05-01T08:00:00.123456Z');
  });

  test('has one a microsecond before it, over seconds, days and years, too', () => {
    expect(justBefore('2022-05-01T08:00:00.000010Z')).toBe('2022-05-01T08:00:00.000009Z');
    expect(justBefore('2023-01-01T00:00:00.000000Z')).toBe('2022-12-31T23:59:59.999999Z');
  });
});

describe('A period', () => {
  test('of a week goes from Monday to Sunday, over years and leap days', () => {
    // 1 January 2023 was a Sunday: it belongs to the week that began on 26 December 2022.
    expect(periodOf('WEEK', '2023-01-01')).toEqual({ first: '2022-12-26', last: '2023-01-01' });
    expect(periodOf('WEEK', '2023-01-02')).toEqual({ first: '2023-01-02', last: '2023-01-08' });
    expect(periodOf('WEEK', '2024-03-01')).toEqual({ first: '2024-02-26', last: '2024-03-03' });
  });

  test('of a month has all its days', () => {
    expect(periodOf('MONTH', '2024-02-10')).toEqual({ first: '2024-02-01', last: '2024-02-29' });
    expect(periodOf('MONTH', '2023-02-28')).toEqual({ first: '2023-02-01', last: '2023-02-28' });
    expect(periodOf('MONTH', '2022-12-31')).toEqual({ first: '2022-12-01', last: '2022-12-31' });
  });

  test('is followed by the next without a gap, whatever its kind', () => {
    for (const step of ['DAY', 'WEEK', 'MONTH'] as const) {
      const found = periods(step, '2021-12-17', '2024-03-05', 1_000);
      expect(found[0]).toEqual(periodOf(step, '2021-12-17'));
      expect(found.at(-1)).toEqual(periodOf(step, '2024-03-05'));
      found.reduce((before, period) => {
        expect(daysAfter(before.last, 1)).toBe(period.first);
        return period;
      });
    }
    expect(periods('MONTH', '2022-01-31', '2023-12-01', 400)).toHaveLength(24);
  });

  test('that is one too many is seen, and no more are made', () => {
    expect(periods('DAY', '2000-01-01', '2099-12-31', 400)).toHaveLength(401);
    expect(periods('DAY', '2022-01-02', '2022-01-01', 400)).toEqual([]);
  });
});
