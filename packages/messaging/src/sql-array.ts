/**
 * An array for PostgreSQL, as one text, of values that hold no comma, brace, quote, backslash or space and are not empty:
 * numbers, UUIDs, moments, our own codes and names. pg looks into each text of an array for what it has to escape, which takes
 * longer than anything else about a long one.
 */
export const plainArray = (values: readonly (string | number | bigint)[]): string => `{${values.join()}}`;
