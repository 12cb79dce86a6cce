/** Today in Morocco (UTC+1), as `YYYY-MM-DD`: the day on which people sign and decide. */
export const today = (): string => new Date(Date.now() + 3_600_000).toISOString().slice(0, 10);

/** The programme was announced for 2022; later editions are taken as they are decided. */
const firstEdition = 2022;
const lastEdition = 2099;

/** Whether a year can be an edition of the programme. */
export const isEdition = (year: number): boolean =>
  Number.isInteger(year) && year >= firstEdition && year <= lastEdition;
