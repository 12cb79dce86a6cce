import { type DeadLetterState, headerMeanings } from '@awrach/contracts';
import type { Fetched } from './fetched.ts';
import type { Fault } from './received.ts';

/**
 * What a dead letter may carry of the message that it sets aside. A message may be as large as Kafka takes, and base64 and
 * the escapes of JSON make more of it; all that is carried stays below the largest event all the same, or the letter could
 * neither be recorded nor sent. The message itself still lies at its origin, and that is what a replay repeats.
 */
const most = {
  /** Bytes. In base64 these are 800 KiB. */
  value: 600 * 1024,
  /** Characters, each of which JSON may write in six bytes. */
  reason: 200,
  detail: 4_000,
  headerName: 200,
  header: 1_000,
  requestId: 64,
  headers: 50,
  /** Bytes of all headers, with their names, in JSON. */
  allHeaders: 32 * 1024,
};

type Carried = Pick<DeadLetterState, 'reason' | 'detail' | 'headers' | 'value' | 'cut'>;

/** What the dead letter carries of a message and of what is wrong with it, and what it says that it lacks. */
export function carriedOf({ headers, value }: Pick<Fetched, 'headers' | 'value'>, fault: Fault): Carried {
  const carried = carriedHeaders(headers);
  const tooLarge = value !== null && value.length > most.value;
  const shortened = fault.detail.length > most.detail;
  return {
    reason: beginning(fault.reason, most.reason),
    detail: beginning(fault.detail, most.detail),
    headers: Object.fromEntries(carried.whole),
    value: value === null || tooLarge ? null : value.toString('base64'),
    ...(tooLarge || shortened || carried.cut > 0
      ? { cut: { valueBytes: tooLarge ? value.length : null, headers: carried.cut, detail: shortened } }
      : {}),
  };
}

/** The request that led to a message, as far as it can be one. */
export const requestIdOf = ({ headers }: Pick<Fetched, 'headers'>): string | null =>
  beginning(headers.ce_requestid?.toString('utf8') ?? '', most.requestId) || null;

/** As many headers as there is room for, those that every event of ours has before others, and how many are missing or not whole. */
function carriedHeaders(headers: Fetched['headers']): { whole: [string, string][]; cut: number } {
  const whole: [string, string][] = [];
  let cut = 0;
  let bytes = 0;
  for (const [name, header] of oursFirst(Object.entries(headers))) {
    const text = header?.toString('utf8') ?? '';
    const carried: [string, string] = [beginning(name, most.headerName), beginning(text, most.header)];
    const size = Buffer.byteLength(JSON.stringify(carried));
    const fits = whole.length < most.headers && bytes + size <= most.allHeaders;
    if (fits) {
      whole.push(carried);
      bytes += size;
    }
    if (!fits || name.length > most.headerName || text.length > most.header) cut += 1;
  }
  return { whole, cut };
}

const oursFirst = <Header>(headers: [string, Header][]): [string, Header][] => {
  const isOurs = ([name]: [string, Header]) => Object.hasOwn(headerMeanings, name);
  return [...headers.filter(isOurs), ...headers.filter((header) => !isOurs(header))];
};

/** PostgreSQL takes neither NUL nor half a character, not even escaped, once it looks into a JSON text. */
const beginning = (text: string, length: number): string =>
  text.slice(0, length).toWellFormed().replaceAll('\0', '\u{FFFD}');
