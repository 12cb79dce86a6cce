import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import type { SubgraphContext } from '../src/context.ts';
import { contextMaker } from '../src/context-maker.ts';
import { type ReceiptText, type Recorded, receiptOf } from '../src/write/receipt.ts';

const receipts = (count: number): ReceiptText[] =>
  Array.from({ length: count }, () =>
    receiptOf([{ topic: 'awrach.test.thing', thing: randomUUID(), version: 1 }]),
  );

describe('what the fields of one request include', () => {
  let waits: (readonly Recorded[])[];
  const open = () =>
    contextMaker({
      // Nothing here reads or writes.
      database: {} as DataSource,
      constraints: {},
      verify: async () => undefined,
      extend: undefined,
      messaging: {
        ready: async () => undefined,
        wake: () => undefined,
        holding: async (wanted) => void waits.push(wanted),
        until: (ask) => ask(),
        stop: async () => undefined,
      },
    })({ headers: {}, scope: { requestId: 'test', language: 'en' } } as unknown as FastifyRequest);
  // Where nothing extends the context, it is the whole one.
  const opened = async () => (await open()) as SubgraphContext;

  beforeEach(() => {
    waits = [];
  });

  test('is waited for once, however many of them include the same', async () => {
    const { holding } = await opened();
    const [some, others] = [receipts(2), receipts(1)];
    await Promise.all([...Array(75).fill(some), others].map((including) => holding(including)));
    await holding([...some]);
    expect(waits.map(({ length }) => length)).toEqual([2, 1]);
  });

  test('is 500 receipts at the most, of all fields together', async () => {
    const { holding } = await opened();
    const most = receipts(500);
    await holding(most);
    await holding(most.slice(1));
    await expect(holding(receipts(1))).rejects.toMatchObject({
      refusal: { refused: 'receipt.too-many', field: 'including', params: { limit: 500 } },
    });
    expect(waits).toHaveLength(2);
  });
});
