import { get, type IncomingMessage } from 'node:http';
import { freshDatabase } from '@awrach/local';
import { openDatabase, openDoor, openLog } from '@awrach/subgraph';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { until } from '../../../test/testkit/until.ts';
import { tellRegisterHead } from '../src/head/register-head.ts';
import { formatter } from '../src/refusal/format.ts';

const log = openLog('test', 'silent');

interface Listener {
  /** What each line said, and when it came, the first first. */
  readonly lines: { readonly head: string; readonly at: number }[];
  leave(): void;
}

describe('the head of a register', () => {
  let database: DataSource;
  let address: string;
  let close: () => Promise<void>;
  let seq = 0;

  beforeAll(async () => {
    const fresh = await freshDatabase('register_head');
    database = await openDatabase({
      url: fresh.url,
      applicationName: 'test',
      entities: [],
      migrations: [],
    });
    const door = openDoor({
      log,
      formatter: formatter({}, () => {}),
      metrics: new Registry(),
      missing: () => [],
      bodyLimit: 1_000,
    });
    const head = tellRegisterHead(door, { databaseUrl: fresh.url, name: 'test', log });
    address = await door.listen({ host: '127.0.0.1', port: 0 });
    close = async () => {
      await door.close();
      await head.stop();
      await database.destroy();
      await fresh.drop();
    };
  });
  afterAll(() => close());

  async function listen(): Promise<Listener> {
    const lines: Listener['lines'] = [];
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${address}/head`, { agent: false }, resolve).on('error', reject);
    });
    response.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) {
        lines.push({ head: (JSON.parse(line) as { head: string }).head, at: performance.now() });
      }
    });
    response.on('error', () => undefined); // It is left in the middle.
    return { lines, leave: () => response.destroy() };
  }

  const heads = ({ lines }: Listener) => new Set(lines.map(({ head }) => head));
  const commit = () => database.query('insert into outbox values ($1)', [++seq]);
  const sessions = async (): Promise<number> => {
    const [row] = await database.query(
      "select count(*)::int as count from pg_stat_activity where application_name = 'awrach-head-test'",
    );
    return row.count;
  };

  test('is told at once, after each commit, and again and again while nothing changes', async () => {
    const listener = await listen();
    await until(
      'it is told',
      async () => listener.lines.length,
      (count) => count > 0,
    );
    for (let n = 2; n < 6; n++) {
      await commit();
      await until(
        'another head is told',
        async () => heads(listener).size,
        (size) => size === n,
      );
    }
    const before = listener.lines.length;
    await until(
      'it is told again and again',
      async () => listener.lines.length - before,
      (more) => more > 5,
    );
    expect(heads(listener).size).toBe(5);
    listener.leave();
  });

  test('is looked at only while somebody listens, and told anew to who comes again', async () => {
    const first = await listen();
    const second = await listen();
    await until('the database is looked at', sessions, (count) => count === 1);
    first.leave();
    second.leave();
    await until('it is not looked at any more', sessions, (count) => count === 0);
    await commit();
    const third = await listen();
    await until(
      'it is told',
      async () => third.lines.length,
      (count) => count > 0,
    );
    expect(heads(second).has(third.lines[0]?.head ?? '')).toBe(false);
    third.leave();
  });

  test('is not told while the database does not answer, nor while its connection is lost', async () => {
    const listener = await listen();
    const lastAt = () => listener.lines.at(-1)?.at ?? Number.POSITIVE_INFINITY;
    const told = () =>
      until(
        'it is told',
        async () => performance.now() - lastAt(),
        (silence) => silence < 50,
      );
    await told();
    const barrier = database.createQueryRunner();
    await barrier.startTransaction();
    await barrier.query('lock table outbox in access exclusive mode');
    await until(
      'it is silent',
      async () => performance.now() - lastAt(),
      (silence) => silence > 1_000,
    );
    await barrier.rollbackTransaction();
    await barrier.release();
    await told();
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'awrach-head-test'",
    );
    await commit();
    const before = heads(listener).size;
    await until(
      'another head is told',
      async () => heads(listener).size,
      (size) => size > before,
    );
    listener.leave();
  });
});
