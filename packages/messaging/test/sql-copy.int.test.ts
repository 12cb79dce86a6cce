import { setTimeout as sleep } from 'node:timers/promises';
import { type CopiedRow, transactionOf } from '@awrach/messaging';
import type { PoolClient } from 'pg';
import { oddTexts } from './odd-texts.ts';
import { openTown, type Town } from './town.ts';

describe('Rows that are copied in', () => {
  let town: Town;
  let client: PoolClient;
  beforeAll(async () => {
    town = await openTown('copy');
    await town.pool.query('create table copied (n bigint primary key, text text not null)');
  });
  afterAll(() => town[Symbol.asyncDispose]());
  beforeEach(async () => {
    await town.pool.query('truncate copied');
    client = await town.pool.connect();
  });
  afterEach(() => client.release(true));

  const copy = (rows: readonly CopiedRow[]) => transactionOf(client).copy('copied (n, text)', rows);
  const held = async () => (await town.pool.query('select n, text from copied order by n')).rows;

  test('may be none', async () => {
    await copy([]);
    expect(await held()).toEqual([]);
  });

  test('are what they were, odd texts too', async () => {
    await copy(oddTexts.map((text, n) => [n, text]));
    expect(await held()).toEqual(oddTexts.map((text, n) => ({ n: String(n), text })));
  });

  test('may be none, and hold the largest numbers', async () => {
    await copy([]);
    expect(await held()).toEqual([]);
    await copy([[9_223_372_036_854_775_807n, 'most']]);
    expect(await held()).toEqual([{ n: '9223372036854775807', text: 'most' }]);
  });

  test('are all refused with one of them, and the connection goes on', async () => {
    // Refused in the middle of far more than a socket takes at once.
    const rows = Array.from({ length: 20_000 }, (_, n): CopiedRow => [n, 'x'.repeat(200)]);
    rows[10] = [9, 'twice'];
    await client.query('begin');
    await expect(copy(rows)).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('rollback');
    expect(await held()).toEqual([]);
    await copy([[1, 'after it']]);
    expect(await held()).toEqual([{ n: '1', text: 'after it' }]);
  });

  test('are refused for a text that PostgreSQL cannot hold, or a table that is not there', async () => {
    await expect(copy([[1, 'a\0b']])).rejects.toThrow(/invalid byte sequence/);
    await expect(transactionOf(client).copy('nowhere (n)', [[1]])).rejects.toThrow(/does not exist/);
    expect(await held()).toEqual([]);
  });

  test('leave the connection as it was when they cannot be written down', async () => {
    const broken = {
      toString() {
        throw new Error('no text');
      },
    };
    await expect(copy([[1, broken as never]])).rejects.toThrow('no text');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('fail with a connection that is lost while they wait', async () => {
    client.on('error', () => undefined); // A pool that has handed it out leaves that to whoever has it.
    const {
      rows: [{ pid }],
    } = await client.query('select pg_backend_pid() as pid');
    const other = await town.pool.connect();
    try {
      await other.query('begin; insert into copied (n, text) values (1, $$not committed yet$$)');
      const copied = expect(copy([[1, 'waits for the other']])).rejects.toThrow(/terminat/);
      const waits = `select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`;
      while ((await town.pool.query(waits, [pid])).rowCount === 0) await sleep(10);
      await town.pool.query('select pg_terminate_backend($1)', [pid]);
      await copied;
    } finally {
      await other.query('rollback');
      other.release();
    }
    expect(await held()).toEqual([]);
  });
});
