/** A record as the Kafka client hands it to its encoder. */
export interface RecordParts {
  readonly offsetDelta?: number;
  /** Milliseconds; below zero where a record is older than the first of its batch. */
  readonly timestampDelta?: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;
}

/** What the client takes for one of its encoders: the bytes. */
export interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Room for a varint of 32 bits, and of 64. */
const [int, long] = [5, 10];

/**
 * One record of Kafka's record batch, version 2, byte for byte as the client's own encoder writes it, into one buffer. That
 * one makes a buffer for each header, of which our records have fourteen, and one for each number.
 */
export function encodeRecord(parts: RecordParts): Encoded {
  const { key, value, offsetDelta = 0, timestampDelta = 0 } = parts;
  const headers = listed(parts.headers ?? {});
  let most = 2 * int + long + 1 + roomFor(key) + roomFor(value);
  for (const [name, header] of headers) most += roomFor(name) + roomFor(header);

  // The length of what follows stands before it and is not known yet: it is put right in front of the rest.
  const bytes = Buffer.allocUnsafe(int + most);
  let end = int;
  bytes[end++] = 0; // No attributes.
  end = putSigned(bytes, end, timestampDelta);
  end = putSigned(bytes, end, offsetDelta);
  end = putBytes(bytes, end, key);
  end = putBytes(bytes, end, value);
  end = putSigned(bytes, end, headers.length);
  for (const [name, header] of headers) {
    end = putBytes(bytes, end, name);
    end = putBytes(bytes, end, header);
  }
  const length = end - int;
  const start = int - sizeOfSigned(length);
  putSigned(bytes, start, length);
  const buffer = bytes.subarray(start, end);
  return { buf: buffer, buffer };
}

function listed(headers: NonNullable<RecordParts['headers']>): (readonly [string, Buffer | string])[] {
  const list: (readonly [string, Buffer | string])[] = [];
  for (const name of Object.keys(headers)) {
    const header = headers[name];
    if (header === undefined) throw new TypeError(`The header ${name} has no value.`);
    if (typeof header === 'string' || Buffer.isBuffer(header)) list.push([name, header]);
    else for (const one of header) list.push([name, one]);
  }
  return list;
}

/** At most three bytes for each unit of a text. */
const roomFor = (bytes: Buffer | string | null): number =>
  int + (bytes === null ? 0 : typeof bytes === 'string' ? bytes.length * 3 : bytes.length);

function putBytes(target: Buffer, at: number, bytes: Buffer | string | null): number {
  if (bytes === null) return putSigned(target, at, -1);
  if (typeof bytes === 'string') {
    const start = putSigned(target, at, Buffer.byteLength(bytes));
    return start + target.write(bytes, start);
  }
  const start = putSigned(target, at, bytes.length);
  return start + bytes.copy(target, start);
}

/** A varint in zigzag: small numbers of either sign are short. */
function putSigned(target: Buffer, at: number, number: number): number {
  let rest = number >= 0 ? number * 2 : -number * 2 - 1;
  let end = at;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) target[end++] = (rest % 0x80) | 0x80;
  target[end++] = rest;
  return end;
}

function sizeOfSigned(number: number): number {
  let size = 1;
  for (let rest = number * 2; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}
