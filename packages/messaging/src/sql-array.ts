const special = /["\\]/g;

/**
 * A flat array for PostgreSQL, as one text. pg looks into each text of an array for what it has to escape, which takes longer than
 * anything else about a long one; here every value stands in quotes, and few have anything to be escaped between them.
 */
export function plainArray(values: readonly (string | number | bigint)[]): string {
  if (values.length === 0) return '{}';
  const safe = values.some(isSpecial) ? values.map((value) => `${value}`.replace(special, '\\$&')) : values;
  return `{"${safe.join('","')}"}`;
}

const isSpecial = (value: string | number | bigint): boolean =>
  typeof value === 'string' && (value.includes('"') || value.includes('\\'));
