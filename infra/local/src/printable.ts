/** What strangers put on a topic must not steer the terminal it is shown in. */
export const printableLine = (text: string): string => text.replace(/\p{Cc}/gu, '\u{FFFD}');

/** The same for text of several lines. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\u{FFFD}');
