/** A moment as events tell it: RFC 3339 in UTC with six decimals, so that texts sort as moments do. */
export type Moment = string;

/** A day of a series, `YYYY-MM-DD`. */
export type Day = string;

/** Days are those of UTC+1 all year round, whatever the clocks in Morocco show: so every day of a series has 24 hours. */
const hoursAhead = 1;
const dayMs = 24 * 3_600_000;

/** The day of an instant that is given in milliseconds since 1970. */
const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

const msOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

/** The day on which a moment falls. */
export function dayOf(moment: Moment): Day {
  const inUtc = moment.slice(0, 10);
  return Number(moment.slice(11, 13)) >= 24 - hoursAhead ? daysAfter(inUtc, 1) : inUtc;
}

/** @param days may be below zero */
export const daysAfter = (day: Day, days: number): Day => dayAt(msOf(day) + days * dayMs);

/** From 1, Monday, to 7, Sunday. */
export const weekdayOf = (day: Day): number => new Date(msOf(day)).getUTCDay() || 7;

/** The first day that is not over at a moment: those before it are, to their last microsecond. */
export const openDay = (moment: Moment): Day => {
  const day = dayOf(moment);
  return moment === endOf(day) ? daysAfter(day, 1) : day;
};

export const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The last microsecond of a day. */
export const endOf = (day: Day): Moment => `${day}T${23 - hoursAhead}:59:59.999999Z`;

/** A moment that a caller gave with fewer decimals, or none, in the form in which moments are compared. */
export function momentOf(dateTime: string): Moment {
  const [whole = '', decimals = ''] = dateTime.replace('Z', '').split('.');
  return `${whole}.${decimals.padEnd(6, '0')}Z`;
}

/** The moment one microsecond earlier. */
export function justBefore(moment: Moment): Moment {
  const [whole = '', decimals = ''] = moment.replace('Z', '').split('.');
  const micros = Number(decimals);
  if (micros > 0) return `${whole}.${String(micros - 1).padStart(6, '0')}Z`;
  return `${new Date(Date.parse(`${whole}Z`) - 1_000).toISOString().slice(0, 19)}.999999Z`;
}

/** Nothing was recorded before: what lies earlier is nothing, and need not be looked for. */
export const earliest: Moment = '2000-01-01T00:00:00.000000Z';
