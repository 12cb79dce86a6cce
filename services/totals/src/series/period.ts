import { type Day, daysAfter, firstOfMonth, weekdayOf } from '../time/moment.ts';

/** What one point of a series stands for: a day, a week from Monday to Sunday (ISO 8601), a calendar month. */
export type Step = 'DAY' | 'WEEK' | 'MONTH';

/** Some whole days, the first and the last of them included. */
export interface Period {
  readonly first: Day;
  readonly last: Day;
}

/** The period of that kind in which a day lies. */
export function periodOf(step: Step, day: Day): Period {
  switch (step) {
    case 'DAY':
      return { first: day, last: day };
    case 'WEEK': {
      const first = daysAfter(day, 1 - weekdayOf(day));
      return { first, last: daysAfter(first, 6) };
    }
    case 'MONTH': {
      const first = firstOfMonth(day);
      // 31 days after the first of a month it is always the next month.
      const next = firstOfMonth(daysAfter(first, 31));
      return { first, last: daysAfter(next, -1) };
    }
  }
}

/**
 * The periods from the one in which `from` lies to the one in which `until` lies, whole and in order.
 * @returns at most `limit` + 1 of them, so that the caller sees that there would be too many
 */
export function periods(step: Step, from: Day, until: Day, limit: number): Period[] {
  const found: Period[] = [];
  for (
    let period = periodOf(step, from);
    period.first <= until && found.length <= limit;
    period = periodOf(step, daysAfter(period.last, 1))
  ) {
    found.push(period);
  }
  return found;
}
