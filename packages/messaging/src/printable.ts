/**
 * What steers a terminal or hides from whoever reads it: control characters, halves of characters, separators of lines,
 * bidirectional controls, and formats that cannot be seen. Joiners stay: Arabic needs them.
 */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Text that anybody may have put on a topic, as one line for people: it cannot steer the terminal it is shown in, nor fill it. */
export function printableLine(text: string, length = 1_000): string {
  const shown = text.slice(0, length).replace(hidden, '\u{FFFD}');
  return text.length > length ? `${shown}…` : shown;
}

/** JSON in one line, for machines: nothing is left out, but what would steer a terminal is escaped. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(hidden, (found) =>
    [...Array(found.length).keys()]
      .map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
