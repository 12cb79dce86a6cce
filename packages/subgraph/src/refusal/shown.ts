/** Control characters (Cc), halves of characters (Cs), bidirectional overrides, isolates and marks, zero-width and other invisible formats. */
export const hidden = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/u;

const everyHidden = new RegExp(hidden, 'gu');

/** What a client has given, as a message repeats it: cut when it is long, and with nothing in it that deceives a reader. */
export function shown(given: string, length = 60): string {
  const text = given.slice(0, length).replace(everyHidden, '\uFFFD');
  return given.length > length ? `${text}…` : text;
}
