import { jest } from '@jest/globals';
import { today } from '../src/calendar.ts';

afterEach(() => {
  jest.useRealTimers();
});

test.each([
  ['an hour ahead of UTC', '2026-06-01T22:59:59Z', '2026-06-01'],
  ['an hour ahead of UTC', '2026-06-01T23:00:00Z', '2026-06-02'],
  ['with UTC, in Ramadan', '2026-03-01T23:59:59Z', '2026-03-01'],
  ['with UTC, in Ramadan', '2026-03-02T00:00:00Z', '2026-03-02'],
])('the day changes with Morocco’s clocks: %s, at %s', (_, now, day) => {
  jest.useFakeTimers({ now: new Date(now) });
  expect(today()).toBe(day);
});
