/** Of the languages that Node knows, Swedish writes a day as `YYYY-MM-DD`. Morocco's clocks are those of the time zone database. */
const inMorocco = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Africa/Casablanca' });

/** Today in Morocco, as `YYYY-MM-DD`: the day on which people sign and decide. */
export const today = (): string => inMorocco.format(Date.now());

/** The programme was announced for 2022; later editions are taken as they are decided. */
const firstEdition = 2022;
const lastEdition = 2099;

/** Whether a year can be an edition of the programme. */
export const isEdition = (year: number): boolean =>
  Number.isInteger(year) && year >= firstEdition && year <= lastEdition;
