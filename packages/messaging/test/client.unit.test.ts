import { createRequire } from 'node:module';
import { decodeRecord } from '../src/client/decode-record.ts';
import { encodeRecord, type RecordParts } from '../src/client/encode-record.ts';

const require = createRequire(import.meta.url);
const encodeOfKafkajs: typeof encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/index.js');
const decodeOfKafkajs: typeof decodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js');
const Decoder: new (bytes: Buffer) => { buffer: Buffer; offset: number; readVarInt(): number } =
  require('kafkajs/src/protocol/decoder.js');

const event = {
  ce_specversion: '1.0',
  ce_id: '0190a000-0000-7000-8000-000000000001',
  ce_type: 'ma.awrach.worksite.worksite.opened.v1',
  ce_commune: '05.301.01.01',
  awrach_log: '0190a000-0000-7000-8000-000000000002',
};
const value = Buffer.from(JSON.stringify({ nameAr: 'ورش'.repeat(80), note: '𝔸' }));

const records: [string, RecordParts][] = [
  ['of ours', { offsetDelta: 3, timestampDelta: 17, key: Buffer.from('a thing'), value, headers: event }],
  [
    'that is older than the first of its batch',
    { timestampDelta: -86_400_000, key: null, value, headers: event },
  ],
  [
    'far from the first of its batch',
    { offsetDelta: 5_000, timestampDelta: 2 ** 41 + 5, key: 'key', value: 'text' },
  ],
  ['without a value and headers', { key: 'ورش', value: null }],
  ['with empty parts', { key: '', value: Buffer.alloc(0), headers: { empty: '' } }],
  [
    'with a header twice, and in Arabic',
    { key: 'k', value, headers: { اسم: ['ورش', Buffer.from('b')], x: 'y' } },
  ],
  ['longer than two bytes can say', { key: 'k', value: Buffer.alloc(20_000, 'x'), headers: event }],
];
const batch = {
  firstOffset: '9007199254740000',
  firstTimestamp: '1650000000000',
  maxTimestamp: '1650000009999',
  magicByte: 2,
};

describe('A record', () => {
  test.each(records)('%s is written to the byte as kafkajs writes it', (_name, parts) => {
    expect(encodeRecord(parts).buffer.equals(encodeOfKafkajs(parts).buffer)).toBe(true);
  });

  test.each(records)('%s is read as kafkajs reads it', (_name, parts) => {
    const bytes = () => {
      const whole = new Decoder(encodeRecord(parts).buffer);
      const length = whole.readVarInt();
      return new Decoder(whole.buffer.subarray(whole.offset, whole.offset + length));
    };
    for (const timestampType of [0, 1]) {
      const context = { ...batch, timestampType };
      expect(decodeRecord(bytes(), context)).toEqual(decodeOfKafkajs(bytes(), context));
    }
  });
});
