import { agreement, payment, placement } from '@awrach/contracts';
import { type FreshDatabase, freshDatabase } from '@awrach/local';
import { type SqlTransaction, sqlOf, type Transact } from '@awrach/messaging';
import pg from 'pg';
import { until } from '../../../../test/testkit/until.ts';
import { dropFormerGenerations, makeGeneration } from '../../src/generation/generation.store.ts';
import { rebuild as rebuildHere } from '../../src/rebuild/rebuild.ts';
import { type Instance, startInstance } from '../instance.ts';
import { transactOn } from '../scratch.ts';
import { aLine, anAgreement, aPayment, aPlacement, aRevision, town } from '../states.ts';
import { openWorld, quiet, type World } from '../world.ts';
import { type Command, startCommand } from './command.ts';
import { isFrom, keepReading, nationOf } from './reader.ts';

let world: World;
let database: FreshDatabase;
let pool: pg.Pool;
let transact: Transact<SqlTransaction>;
let first: Instance;
let second: Instance;

beforeAll(async () => {
  world = await openWorld();
  database = await freshDatabase('totals');
  const settings = { databaseUrl: database.url, brokers: world.brokers };
  [first, second] = await Promise.all([startInstance(settings), startInstance(settings)]);
  pool = new pg.Pool({ connectionString: database.url, max: 6 });
  pool.on('error', () => undefined); // Dropping the database ends sessions.
  transact = transactOn(pool);
}, 240_000);

afterAll(async () => {
  await first?.stop();
  await second?.stop();
  await pool?.end();
  await database?.drop();
  await world?.[Symbol.asyncDispose]();
});

/** As a process of its own. */
const rebuild = (...options: string[]): Command =>
  startCommand({ databaseUrl: database.url, brokers: world.brokers }, ...options);

/** Tells of some things of two kinds. @returns all receipts: each speaks of one thing alone */
async function tellOf(count: number): Promise<string[]> {
  const receipts: string[] = [];
  for (let i = 0; i < count; i += 1) {
    receipts.push((await world.tell(agreement, 'approved', anAgreement())).receipt);
    receipts.push((await world.tell(placement, 'started', aPlacement())).receipt);
  }
  return receipts;
}

const rows = async (text: string, params: unknown[] = []) => (await pool.query(text, params)).rows;
const liveGeneration = async () => (await rows('select generation from head'))[0].generation;
const takenIn = async (generation: number) =>
  Number(
    (await rows('select sum(next_offset) from consumed_offset where generation = $1', [generation]))[0].sum,
  );

/** All figures of a generation, as the database holds them. */
async function figures(generation: number): Promise<string[]> {
  const cells = await rows(
    `select concat_ws(' ', measure, place, edition, value) as cell from cell where generation = $1 and value <> 0 order by 1`,
    [generation],
  );
  return cells.map(({ cell }) => cell);
}

/**
 * Lets whoever updates these rows wait, until the returned function is called.
 * @param when of the new row
 */
async function holdUp(table: string, when: string): Promise<() => Promise<void>> {
  const gate = new pg.Client({ connectionString: database.url });
  await gate.connect();
  await gate.query('select pg_advisory_lock(4711)');
  await gate.query(`create function wait_here() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(4711); return new; end $$`);
  await gate.query(
    `create trigger wait_here before update on ${table} for each row when (${when}) execute function wait_here()`,
  );
  return async () => {
    await gate.query('select pg_advisory_unlock(4711)');
    await gate.query('drop function wait_here cascade');
    await gate.end();
  };
}

/** Lets a rebuild wait in the transaction that would take in the first payment. */
const holdUpPayments = (generation: number) =>
  holdUp(
    'consumed_offset',
    `new.generation = ${generation} and new.topic = '${payment.topic}' and new.next_offset > old.next_offset`,
  );

const isHeldUp = async () =>
  (await rows(`select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`)).length >
  0;

describe('A rebuild', () => {
  test('takes the place of the live figures while writes go on, and no reader sees a version or a figure go back', async () => {
    await tellOf(100);
    await until('all of them count', async () => (await nationOf(first)).agreements >= 100, Boolean, 30_000);
    const before = await liveGeneration();
    let told = 0;
    let writing = true;
    let last = { receipt: '', recordedAt: '' };
    const writer = (async () => {
      for (; writing; told += 1) last = await world.tell(agreement, 'approved', anAgreement());
    })();
    const reader = keepReading(first, second);

    const { code, said } = await rebuild().ended;
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('is the live one now') });
    expect(said).toMatch(/\d+ of \d+ events \(\d+ %\)/);
    expect(await liveGeneration()).toBe(before + 1);
    const inNext = async () =>
      (await nationOf(first)).version.startsWith(`${before + 1}.`) &&
      (await nationOf(second)).version.startsWith(`${before + 1}.`);
    await until('both instances answer from the next generation', inNext, Boolean, 30_000);
    const swapped = told;
    await until('writes go on after the swap', async () => told > swapped + 50, Boolean, 30_000);
    writing = false;
    await writer;

    const seen = await reader.stop();
    for (const [i, now] of seen.entries()) {
      const former = seen[i - 1] ?? now;
      expect(isFrom(former.version, now.version)).toBe(true);
      expect(now.agreements).toBeGreaterThanOrEqual(former.agreements);
      expect(now.jobs).toBeGreaterThanOrEqual(former.jobs);
    }
    const generations = new Set(seen.map(({ version }) => version.split('.')[0]));
    expect([...generations]).toEqual([String(before), String(before + 1)]);
    const after = await nationOf(second, { including: [last.receipt] });
    expect(after.version.startsWith(`${before + 1}.`)).toBe(true);
    // Each write was counted once, whichever generation took it in.
    await until(
      'all that was written is in the figures',
      async () => {
        const { completeTo } = await nationOf(first);
        return completeTo !== null && completeTo > last.recordedAt;
      },
      Boolean,
      30_000,
    );
    expect((await nationOf(first)).agreements).toBe(100 + told);
  }, 240_000);

  test('lets go of the former generation when nobody can ask for it any more, and appliers do not notice', async () => {
    const live = await liveGeneration();
    const sql = sqlOf(pool);
    const tables = () =>
      rows(`select relid::regclass::text as name from pg_partition_tree('cell') where isleaf`);
    await dropFormerGenerations(sql, transact);
    expect(await tables()).toHaveLength(2);
    const reader = await pool.connect();
    await reader.query('begin');
    await reader.query(`select from cell where generation = ${live - 1}`);
    await dropFormerGenerations(sql, transact, '0 seconds');
    expect(await tables()).toHaveLength(2);
    await reader.query('commit');
    reader.release();
    await dropFormerGenerations(sql, transact, '0 seconds');
    expect(await tables()).toEqual([{ name: `cell_${live}` }]);
    expect(await rows('select generation from generation')).toEqual([{ generation: live }]);
    const { agreements } = await nationOf(first);
    const receipts = await tellOf(1);
    expect((await nationOf(second, { including: receipts })).agreements).toBe(agreements + 1);
  });

  test('killed in the middle of the swap, and again in the middle of a transaction, goes on where it stood', async () => {
    const live = await liveGeneration();
    const { agreements } = await nationOf(first, { including: await tellOf(20) });
    const openSwap = await holdUp('generation', 'new.live_at is not null');
    const swapping = rebuild();
    await until('it is in the middle of the swap', isHeldUp, Boolean, 30_000);
    await swapping.kill();
    await openSwap();
    expect(await liveGeneration()).toBe(live);
    expect(await takenIn(live + 1)).toBe(await takenIn(live));
    const { said } = await rebuild().ended;
    expect(said).toContain('is not finished');

    await world.tell(payment, 'recorded', aPayment());
    const receipts = await tellOf(20);
    expect((await nationOf(second, { including: receipts })).agreements).toBe(agreements + 20);
    const openPayments = await holdUpPayments(live + 1);
    const resumed = rebuild('--resume');
    await until('it is in the middle of a transaction', isHeldUp, Boolean, 30_000);
    await resumed.kill();
    await openPayments();
    expect(await liveGeneration()).toBe(live);
    expect(await takenIn(live + 1)).toBeLessThan(await takenIn(live));

    expect(await rebuild('--resume').ended).toMatchObject({ code: 0 });
    expect(await liveGeneration()).toBe(live + 1);
    expect(await figures(live + 1)).toEqual(await figures(live));
    await until(
      'the instances answer from it',
      async () => (await nationOf(first)).version.startsWith(`${live + 1}.`),
      Boolean,
      30_000,
    );
    expect((await nationOf(first)).agreements).toBe(agreements + 20);
  }, 240_000);

  describe('of this process', () => {
    const here = (generation: number, itsTransact: Transact<SqlTransaction>) =>
      rebuildHere({
        sql: sqlOf(pool),
        transact: itsTransact,
        brokers: world.brokers,
        generation,
        acceptDifferences: false,
        onProgress: () => undefined,
        signal: new AbortController().signal,
        log: quiet,
      });

    /** @param after what happens when the transaction of that batch is committed, from 1 on; the swap's is none */
    const afterBatches = (generation: number, after: (batch: number) => Promise<void>) => {
      let batches = 0;
      const itsTransact: Transact<SqlTransaction> = async (work) => {
        let isOfBatch = false;
        const result = await transact(async (tx) => {
          const worked = await work(tx);
          const { rows: numbered } = await tx.query(
            'select from generation where generation = $1 and live_at is null and xmin = pg_current_xact_id()::xid',
            [generation],
          );
          isOfBatch = numbered.length > 0;
          return worked;
        });
        if (isOfBatch) await after(++batches);
        return result;
      };
      return { transact: itsTransact, batches: () => batches };
    };

    test('counts each batch once, also when it does not hear that one was committed', async () => {
      await nationOf(first, { including: await tellOf(3) });
      const live = await liveGeneration();
      const generation = await transact(makeGeneration);
      const losing = afterBatches(generation, async (batch) => {
        if (batch === 1) throw new Error('The connection was lost.');
      });
      const outcome = await here(generation, losing.transact);
      expect(outcome).toEqual({ swapped: true, from: live, differences: [] });
      expect(losing.batches()).toBeGreaterThan(1);
      expect(await figures(generation)).toEqual(await figures(live));
    }, 240_000);

    test('leaves alone what another process has finished meanwhile', async () => {
      await nationOf(first, { including: await tellOf(3) });
      const live = await liveGeneration();
      const generation = await transact(makeGeneration);
      const begun = Promise.withResolvers<void>();
      const finished = Promise.withResolvers<void>();
      const slow = afterBatches(generation, async (batch) => {
        if (batch > 1) return;
        begun.resolve();
        await finished.promise;
      });
      const overtaken = here(generation, slow.transact);
      overtaken.catch(() => undefined);
      await begun.promise;
      expect(await here(generation, transact)).toEqual({ swapped: true, from: live, differences: [] });
      finished.resolve();
      await expect(overtaken).rejects.toThrow(`Generation ${generation} of the totals is not being rebuilt.`);
      expect(await liveGeneration()).toBe(generation);
      expect(await figures(generation)).toEqual(await figures(live));
    }, 240_000);
  });

  test('that is interrupted can be thrown away: nothing of it stays, and the next begins anew', async () => {
    const live = await liveGeneration();
    const before = await figures(live);
    const open = await holdUpPayments(live + 1);
    const going = rebuild();
    await until('it is in the middle of a transaction', isHeldUp, Boolean, 30_000);
    const meanwhile = await rebuild('--discard').ended;
    expect(meanwhile).toMatchObject({
      code: 2,
      said: expect.stringContaining('Another rebuild is going on'),
    });
    await going.interrupt();
    await open();
    expect(await going.ended).toMatchObject({ code: 2, said: expect.stringContaining('Interrupted') });
    expect(await rebuild('--discard').ended).toMatchObject({ code: 0 });
    expect(await liveGeneration()).toBe(live);
    expect(await figures(live)).toEqual(before);
    expect(await rows('select from consumed_offset where generation > $1', [live])).toEqual([]);
    expect(await rows(`select to_regclass('cell_${live + 1}') as gone`)).toEqual([{ gone: null }]);
    expect(await rebuild('--resume').ended).toMatchObject({ code: 2 });
  }, 240_000);

  test('names each figure that the live generation holds wrongly, and swaps only when that is accepted', async () => {
    const live = await liveGeneration();
    const receipts = await tellOf(1);
    const right = await nationOf(first, { including: receipts });
    await rows(
      `update cell set value = value + 7 where generation = $1 and measure = 'jobs' and place = $2 and edition = 2022`,
      [live, town],
    );
    const { code, said } = await rebuild().ended;
    expect(code).toBe(1);
    expect(said).toContain('Figures that differ: 1\n');
    expect(said).toContain(`jobs, ${town}, 2022: ${right.jobs + 7} live, ${right.jobs} rebuilt (-7)`);
    expect(await liveGeneration()).toBe(live);
    expect(await rebuild('--resume').ended).toMatchObject({ code: 1 });
    const accepted = await rebuild('--resume', '--accept-differences').ended;
    expect(accepted).toMatchObject({ code: 0, said: expect.stringContaining('(-7)') });
    await until(
      'the instances answer from it',
      async () => (await nationOf(second)).version.startsWith(`${live + 1}.`),
      Boolean,
      30_000,
    );
    expect((await nationOf(second)).jobs).toBe(right.jobs);
    const lines = [aLine({ jobs: 3 })];
    const more = await world.tell(agreement, 'approved', anAgreement({ revisions: [aRevision({ lines })] }));
    expect((await nationOf(first, { including: [more.receipt] })).jobs).toBe(right.jobs + 3);
  }, 240_000);
});
