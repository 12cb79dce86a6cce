import { randomUUID } from 'node:crypto';
import { allContracts } from '@awrach/contracts';
import { decodeReceipt, encodeReceipt, ReceiptMalformed } from '@awrach/messaging';
import { mostWrites } from '../src/receipts.ts';

const topic = 'awrach.partner.agreement';

describe('A receipt', () => {
  test('names writes, and says the same when it is read', () => {
    const writes = [
      { topic, thing: randomUUID(), version: 3 },
      { topic: 'awrach.finance.dead-letter', thing: randomUUID(), version: 1 },
    ];
    const receipt = encodeReceipt(writes);
    expect(receipt).toMatch(/^[\w-]+$/);
    expect(decodeReceipt(receipt)).toEqual(writes);
  });

  test('names the higher version of a thing that was written twice', () => {
    const thing = randomUUID();
    const receipt = encodeReceipt([2, 4, 3].map((version) => ({ topic, thing, version })));
    expect(decodeReceipt(receipt)).toEqual([{ topic, thing, version: 4 }]);
  });

  test('that names as many writes as it may, of the topic with the longest name, is read', () => {
    const [longest = ''] = allContracts.map(({ topic: one }) => one).sort((a, b) => b.length - a.length);
    const writes = Array.from({ length: mostWrites }, () => ({
      topic: longest,
      thing: randomUUID(),
      version: Number.MAX_SAFE_INTEGER,
    }));
    expect(decodeReceipt(encodeReceipt(writes))).toEqual(writes);
  });

  test.each([
    ['is empty', ''],
    ['is no base64url', 'ç%'],
    ['is no JSON', Buffer.from('[[').toString('base64url')],
    ['names nothing', Buffer.from('[]').toString('base64url')],
    ['names what is no topic', encodeReceipt([{ topic: 'pg_class', thing: randomUUID(), version: 1 }])],
    ['names what is no thing', encodeReceipt([{ topic, thing: "'; drop table event", version: 1 }])],
    ['names a thing by no UUID', encodeReceipt([{ topic, thing: '-'.repeat(36), version: 1 }])],
    ['names no version', Buffer.from(JSON.stringify([[topic, randomUUID(), 0.5]])).toString('base64url')],
    [
      'holds more than it says',
      Buffer.from(JSON.stringify([[topic, randomUUID(), 1, 'x']])).toString('base64url'),
    ],
    ['is far too long', 'A'.repeat(10_000)],
  ])('that %s is refused', (_what, receipt) => {
    expect(() => decodeReceipt(receipt)).toThrow(ReceiptMalformed);
  });
});
