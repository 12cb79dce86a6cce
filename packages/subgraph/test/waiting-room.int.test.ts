import { randomUUID } from 'node:crypto';
import { type FreshDatabase, freshDatabase } from '@awrach/local';
import { heldOf, type SqlClient } from '@awrach/messaging';
import { openDatabase, sqlClientOf, type WaitingRoom, waitingRoom } from '@awrach/subgraph';
import type { DataSource } from 'typeorm';
import { until } from '../../../test/testkit/until.ts';

const topic = 'awrach.test.thing';
const aWrite = () => ({ topic, thing: randomUUID(), version: 3 });
type Write = ReturnType<typeof aWrite>;

describe('who waits for the writes that receipts name', () => {
  let fresh: FreshDatabase;
  let database: DataSource;
  let client: SqlClient;
  let room: WaitingRoom<number>;
  /** How many looks have begun, and of how many writes the largest was. */
  let looks: number;
  let lookedFor: number;
  let faults: unknown[];

  beforeAll(async () => {
    fresh = await freshDatabase('waiting');
    database = await openDatabase({
      url: fresh.url,
      applicationName: 'waiting',
      entities: [],
      migrations: [],
    });
    client = sqlClientOf(database.manager);
  });
  afterAll(async () => {
    await database?.destroy();
    await fresh?.drop();
  });
  beforeEach(() => {
    looks = lookedFor = 0;
    faults = [];
    room = waitingRoom({
      async look(wanted) {
        const found = ++looks;
        lookedFor = Math.max(lookedFor, wanted.length);
        return { held: await heldOf(client, wanted), found };
      },
      onFault: (error) => faults.push(error),
    });
  });

  const hold = ({ thing, version }: Write) =>
    client.query('insert into consumed_thing (topic, thing, version) values ($1, $2, $3)', [
      topic,
      thing,
      version,
    ]);
  const late = { refusal: { refused: 'receipt.timeout', field: 'including' } };
  const tooMany = { refusal: { refused: 'receipt.too-many-waiting', field: 'including' } };

  test('does so until all of them are held, in that version or a later one', async () => {
    const [one, other] = [aWrite(), aWrite()];
    await hold(one);
    await room.held([{ ...one, version: 2 }], 0);
    await expect(room.held([{ ...one, version: 4 }], 150)).rejects.toMatchObject(late);
    const both = room.held([one, other], 5_000);
    await expect(room.held([other], 0)).rejects.toMatchObject(late);
    await hold(other);
    await both;
  });

  test('hears at once what was taken in here', async () => {
    const write = aWrite();
    const held = room.held([write], 30_000);
    await until(
      'looks are seldom',
      async () => looks,
      (count) => count > 7,
    );
    await hold(write);
    const before = looks;
    const told = performance.now();
    room.moved();
    await held;
    expect(looks).toBe(before + 1);
    expect(performance.now() - told).toBeLessThan(250);
  });

  test('is looked for together with all others, ever more seldom, and not when all have gone', async () => {
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => room.held([aWrite()], 2_000)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(lookedFor).toBe(50);
    expect(looks).toBeGreaterThan(2);
    expect(looks).toBeLessThan(12);
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(looks).toBe(before);
  });

  test('is refused at once when as many wait as may, until one of them leaves', async () => {
    const [first, write] = [aWrite(), aWrite()];
    await hold(write);
    const leaving = room.held([first], 10_000);
    const others = Array.from({ length: 63 }, () => room.held([aWrite()], 1_000));
    const refused = Promise.allSettled(others);
    await expect(room.held([write], 5_000)).rejects.toMatchObject(tooMany);
    await hold(first);
    await leaving;
    await room.held([write], 5_000);
    await refused;
  });

  test('is refused at once when too many writes would be waited for', async () => {
    const many = Array.from({ length: 10_000 }, aWrite);
    const waiting = expect(room.held(many, 500)).rejects.toMatchObject(late);
    await expect(room.held(many, 500)).rejects.toMatchObject(tooMany);
    await waiting;
    await Promise.all(many.slice(0, 10).map(hold));
    await room.held(many.slice(0, 10), 500);
  });

  test('gets what is held although a connection was lost meanwhile', async () => {
    const write = aWrite();
    await hold(write);
    const gate = database.createQueryRunner();
    await gate.startTransaction();
    await gate.query('lock table consumed_thing in access exclusive mode');
    const held = room.held([write], 10_000);
    await until(
      'the look was cut off',
      () =>
        database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%consumed_thing held%'`,
        ),
      ({ length }: readonly unknown[]) => length > 0,
    );
    await gate.rollbackTransaction();
    await gate.release();
    expect(await held).toBeGreaterThan(1);
    expect(faults).toHaveLength(1);
  });
});
