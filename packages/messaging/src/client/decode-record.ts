/** What the Kafka client's decoder of a record is given: the record's bytes, without their length. */
interface Bytes {
  readonly buffer: Buffer;
  offset: number;
}

/** What the client knows of the batch that the record stands in. */
interface Batch {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp?: string;
  readonly magicByte?: number;
  readonly isControlBatch?: boolean;
  readonly timestampType?: number;
}

type Headers = Record<string, Buffer | null | (Buffer | null)[]>;

/** In the client's words: the times are those at which the broker took the records, not those that they came with. */
const logAppendTime = 1;

/**
 * One record of a batch, version 2, as the client's own decoder gives it. That one copies all headers that it has for each further
 * one.
 */
export function decodeRecord({ buffer }: Bytes, batch: Batch) {
  let at = 0;
  const signed = (): number => {
    let number = 0;
    let unit = 1;
    for (;;) {
      const byte = buffer[at++];
      if (byte === undefined) throw new RangeError('The record ends within a number.');
      number += (byte & 0x7f) * unit;
      if (byte < 0x80) return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
      unit *= 0x80;
    }
  };
  const bytes = (): Buffer | null => {
    const length = signed();
    if (length < 0) return null;
    const start = at;
    at += length;
    return buffer.subarray(start, at);
  };

  const attributes = buffer.readInt8(at++);
  const timestampDelta = signed();
  const offsetDelta = signed();
  const key = bytes();
  const value = bytes();
  const headers: Headers = {};
  for (let left = signed(); left > 0; left -= 1) {
    const name = bytes()?.toString('utf8') ?? 'null';
    const header = bytes();
    const former = headers[name];
    if (former === undefined) headers[name] = header;
    else headers[name] = Array.isArray(former) ? [...former, header] : [former, header];
  }
  const isAppendTime = batch.timestampType === logAppendTime && batch.maxTimestamp !== undefined;
  return {
    magicByte: batch.magicByte,
    attributes,
    timestamp: isAppendTime ? batch.maxTimestamp : String(Number(batch.firstTimestamp) + timestampDelta),
    offset: String(Number(batch.firstOffset) + offsetDelta),
    key,
    value,
    headers,
    isControlRecord: batch.isControlBatch ?? false,
    batchContext: batch,
  };
}
