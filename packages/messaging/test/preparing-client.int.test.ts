import { type FreshDatabase, freshDatabase } from '@awrach/local';
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
