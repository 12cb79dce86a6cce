const beginning = Buffer.from('{"data":{');
const ends = [Buffer.from('}}'), Buffer.from('}}\n')];

/**
 * Whether an answer can be passed on in its own bytes: it begins and ends as data does, and nothing in it can be an
 * error or an extension. A field that a client calls `errors` makes this say no where it could say yes; never the
 * other way round, because a quote inside a text does not stand without its backslash.
 */
export const isPlainData = (answer: Buffer): boolean =>
  answer.subarray(0, beginning.length).equals(beginning) &&
  ends.some((end) => answer.subarray(-end.length).equals(end)) &&
  !answer.includes('"errors":') &&
  !answer.includes('"extensions":');
