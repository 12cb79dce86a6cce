import { randomUUID } from 'node:crypto';
import { nextStamp, outboxFigures, recordEvent } from '@awrach/messaging';
import { envelopeState, openTown, outboxDepth, ownContract, type Town } from './town.ts';

describe('Recording an event', () => {
  let town: Town;
  const contract = ownContract();
  beforeAll(async () => {
    town = await openTown('record');
  });
  afterAll(() => town[Symbol.asyncDispose]());

  test('is part of the transaction: what is rolled back was never said', async () => {
    const failing = town.transact(async (tx) => {
      await recordEvent(tx, contract, 'opened', envelopeState(randomUUID(), 1, await nextStamp(tx, null)));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await outboxDepth(town)).toBe(0);
    expect((await town.pool.query('select from event')).rowCount).toBe(0);
  });

  test('refuses what breaks the contract, and what is too large for a record', async () => {
    const state = envelopeState(randomUUID(), 1, '2026-01-31T09:30:00.000001Z');
    const record = (data: object) => recordEvent(town.client, contract, 'opened', { ...state, ...data });
    await expect(record({ amount: '1.5' })).rejects.toThrow(/breaks its contract: \/amount/);
    await expect(record({ phone: '0600000000' })).rejects.toThrow(/breaks its contract.*phone/);
    await expect(record({ recordedAt: '2026-01-31T09:30:00Z' })).rejects.toThrow(/recordedAt/);
    expect(await outboxDepth(town)).toBe(0);
  });

  test('refuses a version that was recorded before', async () => {
    const state = envelopeState(randomUUID(), 1, '2026-01-31T09:30:00.000001Z');
    await recordEvent(town.client, contract, 'opened', state);
    await expect(recordEvent(town.client, contract, 'raised', state)).rejects.toMatchObject({
      code: '23505',
    });
  });

  test('is for good: events are neither changed nor removed', async () => {
    await expect(town.pool.query('update event set version = 2')).rejects.toThrow(/never changed or removed/);
    await expect(town.pool.query('delete from event')).rejects.toThrow(/never changed or removed/);
    await expect(town.pool.query('truncate event')).rejects.toThrow(/never changed or removed/);
  });

  test('shows in the figures of the outbox, with the age of the oldest', async () => {
    const figures = await outboxFigures(town.client);
    expect(figures.depth).toBe(1);
    expect(figures.ageSeconds).toBeGreaterThan(0);
  });
});

describe('A stamp', () => {
  test("is the database's clock in microseconds, and never before the former one", async () => {
    await using town = await openTown('stamp');
    await town.transact(async (tx) => {
      const first = await nextStamp(tx, null);
      expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect((await nextStamp(tx, first)) >= first).toBe(true);
      expect(await nextStamp(tx, '2999-01-01T00:00:00.000001Z')).toBe('2999-01-01T00:00:00.000001Z');
    });
  });

  test('is taken by a transaction that already shows as writing', async () => {
    await using town = await openTown('xid');
    await town.transact(async (tx) => {
      await nextStamp(tx, null);
      const { rows } = await tx.query<{ xid: string | null }>(
        'select backend_xid::text as xid from pg_stat_activity where pid = pg_backend_pid()',
      );
      expect(rows[0]?.xid).not.toBeNull();
    });
  });
});
