import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '@awrach/local';
import pg from 'pg';
import { PreparingClient } from '../src/preparing-client.ts';

let database: FreshDatabase;
let client: PreparingClient;
beforeEach(async () => {
  database = await freshDatabase('preparing');
  client = new PreparingClient({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

/** What PostgreSQL keeps prepared for this connection. */
const prepared = async () =>
  (await client.query<{ statement: string }>('select statement from pg_prepared_statements')).rows.map(
    ({ statement }) => statement,
  );

test('a statement with parameters is prepared once, however often it is used', async () => {
  const plus = 'select $1::int + 1 as sum';
  for (const n of [1, 2, 3]) expect((await client.query(plus, [n])).rows).toEqual([{ sum: n + 1 }]);
  await client.query('select 1 as one', []);
  expect(new Set(await prepared())).toEqual(new Set([plus, 'select 1 as one']));
});

test('one without a list of parameters is sent as it is, so that it may be several', async () => {
  await client.query('create table a (id int); create table b (id int)');
  expect(await prepared()).toEqual([]);
});

test('after a table was altered under it, a statement fails once and then answers with what is there', async () => {
  await client.query('create table thing (id int); insert into thing values (1)');
  const all = 'select * from thing where id = $1';
  expect((await client.query(all, [1])).rows).toEqual([{ id: 1 }]);
  await client.query("alter table thing add name text default 'new'");
  await expect(client.query(all, [1])).rejects.toThrow('cached plan');
  expect((await client.query(all, [1])).rows).toEqual([{ id: 1, name: 'new' }]);
});

test('a statement that fails leaves the connection of use', async () => {
  await expect(client.query('select 1 / $1::int', [0])).rejects.toThrow('division by zero');
  expect((await client.query('select 1 / $1::int as one', [1])).rows).toEqual([{ one: 1 }]);
});

test('a connection that is lost while nobody listens ends no process; the next statement says so', async () => {
  const lost = new PreparingClient({ connectionString: database.url });
  await lost.connect();
  const { rows } = await lost.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = new Promise<void>((resolve) => lost.once('end', resolve));
  await client.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(lost.query('select 1 as one', [])).rejects.toThrow('not queryable');
});

/** A way to PostgreSQL that can be cut without a word to either end, as when a host is gone. */
async function cuttableWay() {
  const { hostname, port } = new URL(database.url);
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(database.url);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    cut: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a database whose host is gone', () => {
  const answersWithinMs = 300;

  test('fails what waits for it, with words for a lost connection, and so gives a pool its place back', async () => {
    await using way = await cuttableWay();
    const pool = new pg.Pool({
      Client: PreparingClient,
      connectionString: way.url,
      max: 1,
      ...{ answersWithinMs },
    });
    const held = await pool.connect();
    await held.query('select 1', []);
    way.cut();
    await expect(held.query('begin')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    held.release();
    expect(pool.totalCount).toBe(0);
    await pool.end();
  });

  test('is not what is slow, nor what nobody asks anything', async () => {
    const patient = new PreparingClient({ connectionString: database.url, answersWithinMs });
    await patient.connect();
    await patient.query('select 1');
    await setTimeout(2 * answersWithinMs);
    await expect(patient.query('select pg_sleep(0.1), $1::int as one', [1])).resolves.toMatchObject({
      rowCount: 1,
    });
    await patient.end();
  });
});
