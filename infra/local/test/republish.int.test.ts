import { agreement, deadLetters, payment, selection } from '@awrach/contracts';
import { messagingSchema } from '@awrach/messaging';
import pg from 'pg';
import { readRepublishCommand } from '../src/republish/command.ts';
import { openHistory } from '../src/republish/history.ts';
import { type FreshDatabase, freshDatabase } from '../src/test-servers.ts';

let database: FreshDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await freshDatabase('republish');
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  await pool.query(messagingSchema);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const tell = (topic: string, events: number) =>
  pool.query(
    `insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province)
     select gen_random_uuid(), $1, gen_random_uuid(), 'told', '{}', 1, now(), '' from generate_series(1, $2)`,
    [topic, events],
  );
const waiting = async (): Promise<Record<string, number>> => {
  const { rows } = await pool.query(
    `select aggregatetype as topic, count(*)::int as events from outbox join event using (seq) group by 1`,
  );
  return Object.fromEntries(rows.map(({ topic, events }) => [topic, events]));
};

const sendAgain = async (topics: readonly string[]) => {
  const history = await openHistory(database.url);
  try {
    return (await history.sendAgain(topics)).counts;
  } finally {
    await history.close();
  }
};

describe('Events sent again', () => {
  test('stand in the outbox once each, of the topics asked for only, however often it is done', async () => {
    // More than one statement goes through, of topics that take turns.
    await tell(agreement.topic, 40_000);
    await tell(selection.topic, 40_000);
    await tell(agreement.topic, 3);
    await pool.query('insert into outbox select max(seq) from event'); // Written a moment ago.
    const begun = async () => (await pool.query('select incarnation from log')).rows[0]?.incarnation;

    expect(await sendAgain([agreement.topic])).toEqual(new Map([[agreement.topic, 40_003]]));
    expect(await waiting()).toEqual({ [agreement.topic]: 40_003 });
    const first = await begun();
    await sendAgain([agreement.topic]);
    expect(await waiting()).toEqual({ [agreement.topic]: 40_003 });
    expect((await begun()) > first).toBe(true);
  });

  test('are none, or all, when it fails halfway', async () => {
    await pool.query('truncate outbox');
    await pool.query('alter table outbox add constraint full_up check (seq < 60000) not valid');
    await expect(sendAgain([agreement.topic, selection.topic])).rejects.toThrow('full_up');
    expect(await waiting()).toEqual({});
    await pool.query('alter table outbox drop constraint full_up');
  });
});

describe('The command', () => {
  test('asks each service for its own topics', () => {
    const all = readRepublishCommand([]);
    expect([...all.keys()].sort()).toEqual(['employment', 'finance', 'partner', 'totals', 'worksite']);
    expect(all.get('totals')).toEqual([deadLetters.totals.topic]);
    expect(readRepublishCommand(['--topic', payment.topic, '--topic', agreement.topic])).toEqual(
      new Map([
        ['finance', [payment.topic]],
        ['partner', [agreement.topic]],
      ]),
    );
  });

  test('refuses what cannot be meant', () => {
    expect(() => readRepublishCommand(['--everything'])).toThrow('--everything');
    expect(() => readRepublishCommand(['--topic', 'awrach.finance.wish'])).toThrow('no topic');
  });
});
