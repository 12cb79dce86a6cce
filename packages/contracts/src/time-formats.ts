import formats from 'ajv-formats';

/*
 * The formats of days and moments, as the library has them. Events name the same days again and again: a day that it found right is not asked for
 * again, since that takes as long as checking all else about an event.
 */

const isDayAtAll = formats.default.get('date') as { validate: (text: string) => boolean };
const isMomentAtAll = formats.default.get('date-time') as { validate: (text: string) => boolean };

const days = new Set<string>();
/** Of some thirty years. */
const mostDays = 10_000;

/** A day that there is, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (days.has(text)) return true;
  if (!isDayAtAll.validate(text)) return false;
  if (days.size >= mostDays) days.clear();
  days.add(text);
  return true;
}

/** A moment as events tell it, but for its day: the moments of one day differ in nothing else. */
const timeOfDay = /^.{10}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** A moment of RFC 3339. */
export const isMoment = (text: string): boolean =>
  timeOfDay.test(text) ? isDay(text.slice(0, 10)) : isMomentAtAll.validate(text);
