import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A record as it is sent. */
interface Sent {
  key: string | Buffer | null;
  value: string | Buffer | null;
  timestamp: string;
  headers: Record<string, string | Buffer | (string | Buffer)[]>;
}

const start = Date.parse('2026-01-31T09:30:00.000Z');

/** Our own headers, by their number and their length. */
const ourHeaders = Object.fromEntries(
  Array.from({ length: 14 }, (_, n) => [`ce_attribute${n}`, `${n}-`.repeat(3 * n)]),
);

export const sent = (
  value: Sent['value'],
  more: Partial<Sent> = {},
  /** Milliseconds after the first. */
  after = 0,
): Sent => ({
  key: '0197-of-a-thing',
  value,
  timestamp: String(start + after),
  headers: {},
  ...more,
});

/** Where a length or a number takes one more byte. */
const lengths = [0, 1, 63, 64, 8_191, 8_192];
const times = [1, 63, 64, 8_191, 8_192, 2 ** 20, 2 ** 27 - 1, 2 ** 27, 2 ** 31, 2 ** 34, 2 ** 38];

/** Records of every kind that we send, and some more; the first is not the earliest. */
export const records: Sent[] = [
  sent('{"jobs":1100}', { headers: ourHeaders }, 5),
  sent(null, { key: null }),
  sent('أوراش، chantier, 🏗', { key: 'خنيفرة', headers: { ورش: 'chantier ورش 🏗', empty: '' } }),
  sent(Buffer.from([0, 255, 128, 127]), {
    key: Buffer.from([255, 0]),
    headers: {
      bytes: Buffer.from([0, 200]),
      twice: ['first', Buffer.from('second')],
      thrice: ['', '2', '3'],
    },
  }),
  ...lengths.map((length) => sent('v'.repeat(length), { key: 'k'.repeat(Math.min(length, 300)) })),
  ...[63, 64, 300].map((length) => sent('', { headers: { ['n'.repeat(length)]: 'h'.repeat(length) } })),
  ...times.map((after) => sent('', {}, after)),
  // From the 65th on the offset takes two bytes; one of them ends just where the space that was reckoned for it does.
  ...Array.from({ length: 42 }, (_, n) => sent('w'.repeat(85 + n))),
];

/** What is read of a record; bytes in Base64, of many the digest. */
interface Read {
  readonly [field: string]: unknown;
}

/** The parts of a Kafka client that put records into bytes and take them out again. */
export interface Client {
  /** The request that sends these records to one partition. */
  produce(records: readonly Sent[]): Promise<Buffer>;
  /** A batch as a broker may hold it, whoever wrote it. */
  batch(options: { compression?: number; attributes?: number; sent?: readonly Sent[] }): Promise<Buffer>;
  read(batch: Buffer): Promise<Read[]>;
  /** All headers of each record, and those of these names, which only the patched client gives by themselves. */
  headers(batch: Buffer): Promise<Record<string, Buffer | null | (Buffer | null)[]>[]>;
  named(batch: Buffer, names: readonly string[]): Promise<(Buffer | null | undefined)[][]>;
}

/** @param folder where the package lies */
export function clientIn(folder: string): Client {
  const require = createRequire(join(folder, 'index.js'));
  const part = (name: string) => require(join(folder, 'src/protocol', name));
  return {
    async produce(messages) {
      const request = part('requests/produce/v7/request')({
        acks: -1,
        timeout: 10_000,
        topicData: [
          { topic: 'awrach.finance.envelope', partitions: [{ partition: 11, firstSequence: 0, messages }] },
        ],
      });
      return (await request.encode()).buffer;
    },
    async batch({ compression = 0, attributes = 0, sent = records }) {
      const batch = await part('recordBatch/v0').RecordBatch({
        compression,
        firstOffset: '5000000000',
        firstTimestamp: String(start),
        maxTimestamp: String(start + 9),
        lastOffsetDelta: sent.length - 1,
        // Other writers than this client also write records that are older than the first.
        records: sent.map(({ key, value, headers, timestamp }, n) =>
          part('recordBatch/record/v0')({
            key,
            value,
            headers,
            offsetDelta: n,
            timestampDelta: (n % 2 ? 1 : -1) * (Number(timestamp) - start),
          }),
        ),
      });
      const bytes: Buffer = Buffer.from(batch.buffer);
      bytes.writeInt16BE(bytes.readInt16BE(attributesAt) | attributes, attributesAt);
      return bytes;
    },
    async read(batch) {
      return (await recordsIn(batch)).map(
        ({ magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord }) =>
          plain({ magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord }) as Read,
      );
    },
    headers: async (batch) => (await recordsIn(batch)).map(({ headers }) => headers),
    named: async (batch, names) => (await recordsIn(batch)).map((record) => record.headersNamed(names)),
  };

  // biome-ignore lint/suspicious/noExplicitAny: the client's own parts have no types
  async function recordsIn(batch: Buffer): Promise<any[]> {
    const Decoder = part('decoder');
    return (await part('recordBatch/v0/decoder')(new Decoder(batch))).records;
  }
}

/** Of a batch: after its offset, length, epoch, magic byte and checksum, which this client does not compare. */
const attributesAt = 8 + 4 + 4 + 1 + 4;

/** Kinds of batches that a reader meets. */
export const kinds = {
  plain: {},
  'timed by the broker': { attributes: 0x08 },
  'compressed by gzip': { compression: 1 },
} as const;

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value))
    return value.length < 100
      ? value.toString('base64')
      : createHash('sha256').update(value).digest('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held)]));
}

/** What the golden file holds. */
export interface Golden {
  readonly version: string;
  readonly produced: string;
  readonly batches: Readonly<Record<keyof typeof kinds, { readonly bytes: string; readonly read: Read[] }>>;
}
