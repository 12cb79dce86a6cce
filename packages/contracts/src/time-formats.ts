import formats from 'ajv-formats';

/*
 * The formats of days and moments, as the library has them. Events name the same days again and again: a day that it found right is not asked for
 * again, since that takes as long as checking all else about an event.
 */

/** Both are objects with a function, of the several things that the library's type allows. */
interface Format {
  readonly validate: (text: string) => boolean;
}

const isDayAtAll = formats.default.get('date') as Format;
const isMomentAtAll = formats.default.get('date-time') as Format;

const days = new Set<string>();
/** Of 27 years. */
const mostDays = 10_000;

/** A day that there is, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (days.has(text)) return true;
  if (!isDayAtAll.validate(text)) return false;
  if (days.size >= mostDays) days.clear();
  days.add(text);
  return true;
}

/** The form in which events write moments; whether the first ten characters are a day is asked apart. */
const timeOfDay = /^.{10}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** A moment of RFC 3339. */
export const isMoment = (text: string): boolean =>
  timeOfDay.test(text) ? isDay(text.slice(0, 10)) : isMomentAtAll.validate(text);
