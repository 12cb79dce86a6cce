import { agreement, worksite } from '@awrach/contracts';
import { MessageFault, type Reached, type SqlTransaction } from '@awrach/messaging';
import { chance } from '../../../test/testkit/chance.ts';
import { applyBatch } from '../src/applying/apply.ts';
import { contributionOf, followedTopics } from '../src/contribution/rules.ts';
import { deltasAfter, loadVersion, versionAfter } from '../src/head/head.store.ts';
import { emptyMatrix } from '../src/matrix/matrix.ts';
import { histories, type Told } from './histories.ts';
import { openScratch, received, type Scratch } from './scratch.ts';
import { aLine, anAgreement, aRevision, aWorksite, khenifra, town } from './states.ts';

const reached = (next: number): Reached[] => [{ topic: 't', partition: 0, log: 'l', next }];

async function apply(scratch: Scratch, told: readonly Told[], next = 1): Promise<void> {
  const batch = told.map(({ contract, data }) => received(contract, data));
  await scratch.transact((tx) => applyBatch(tx, 0, batch, reached(next)));
}

/** The cells as the database holds them, zeros left out. */
async function cells({ sql }: Scratch): Promise<Record<string, string>> {
  const { rows } = await sql.query<{ key: string; value: string }>(
    `select measure || ' ' || place || ' ' || edition as key, value from cell where value <> 0 order by 1`,
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** The cells as the last versions of all things say, reckoned without any of the machinery. */
function reckoned(told: readonly Told[]): Record<string, string> {
  const last = new Map<string, Told>();
  for (const one of told) {
    if (one.data.version > (last.get(one.data.id)?.data.version ?? 0)) last.set(one.data.id, one);
  }
  const sums = new Map<string, bigint>();
  const sets = new Map<string, Set<string>>();
  for (const { contract, data } of last.values()) {
    const contribution = contributionOf(contract.topic, data);
    for (const { measure, place, edition, amount } of contribution.cells) {
      const key = `${measure} ${place} ${edition}`;
      sums.set(key, (sums.get(key) ?? 0n) + amount);
    }
    for (const { measure, place, edition, member } of contribution.members) {
      for (const one of [edition, 0]) {
        const key = `${measure} ${place} ${one}`;
        sets.set(key, (sets.get(key) ?? new Set()).add(member));
      }
    }
  }
  const distinct = [...sets].map(([key, { size }]) => [key, BigInt(size)] as const);
  const all = [...sums, ...distinct].filter(([, value]) => value !== 0n);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, String(v)]));
}

test('The database knows all topics that are followed', async () => {
  await using scratch = await openScratch();
  const { rows } = await scratch.sql.query<{ topic: string }>(
    'select unnest(enum_range(null::followed_topic)) as topic',
  );
  expect(rows.map(({ topic }) => topic)).toEqual(expect.arrayContaining([...followedTopics]));
});

describe('A batch of which PostgreSQL refuses a version', () => {
  const kinds = [
    ['with members', agreement, anAgreement()],
    ['without', worksite, aWorksite()],
  ] as const;

  test.each(kinds)('is not kept, and the next one is, %s', async (_, contract, state) => {
    await using scratch = await openScratch();
    await apply(scratch, [{ contract, data: { ...state, version: 1 } }]);
    const before = [await cells(scratch), await numberOfMembers(scratch)];
    const tooHigh = [received(contract, { ...state, version: 1e19 })];
    await expect(scratch.transact((tx) => applyBatch(tx, 0, tooHigh, reached(2)))).rejects.toMatchObject({
      code: '22003',
    });
    expect([await cells(scratch), await numberOfMembers(scratch)]).toEqual(before);
    await apply(scratch, [{ contract, data: { ...state, version: 2 } }], 2);
    expect([await cells(scratch), await numberOfMembers(scratch)]).toEqual(before);
  });

  test.each(kinds)(
    'is not kept when another writer has kept that version meanwhile, %s',
    async (_, contract, state) => {
      await using scratch = await openScratch();
      const data = { ...state, version: 1 };
      const outrun = (tx: SqlTransaction): SqlTransaction => ({
        query: tx.query,
        async copy(into, rows) {
          await scratch.sql.query(
            `insert into contribution (generation, topic, thing, version, recorded_at, contribution) values (0, $1, $2, 1, $3, '{"c":[],"m":[]}')`,
            [contract.topic, data.id, data.recordedAt],
          );
          await tx.copy(into, rows);
        },
      });
      const batch = [received(contract, data)];
      await expect(
        scratch.transact((tx) => applyBatch(outrun(tx), 0, batch, reached(1))),
      ).rejects.toMatchObject({ code: '23505' });
      expect([await cells(scratch), await numberOfMembers(scratch)]).toEqual([{}, 0]);
    },
  );

  const numberOfMembers = async ({ sql }: Scratch) => (await sql.query('select from member_edge')).rowCount;
});

describe('Figures', () => {
  const seeds = [1, 2, 3, Math.floor(Math.random() * 1e9)];
  test.each(seeds)(
    'end the same in whatever order, with whatever repeats and by however many events come (seed %i)',
    async (seed) => {
      await using scratch = await openScratch();
      const luck = chance(seed);
      const told = histories(luck, 60);
      const coming = luck.shuffled([...told, ...told.filter(() => luck.below(3) === 0)]);
      // As in Kafka: what is of one thing comes through one partition, and partitions are applied at the same time.
      const partitions = Map.groupBy(coming, ({ data }) => data.id.charCodeAt(0) % 3);
      await Promise.all(
        [...partitions.values()].map(async (messages) => {
          for (let rest = messages; rest.length > 0; ) {
            const size = 1 + luck.below(12);
            await apply(scratch, rest.slice(0, size));
            rest = rest.slice(size);
          }
        }),
      );
      expect(await cells(scratch)).toEqual(reckoned(told));

      const loaded = await scratch.transact((tx) => loadVersion(tx));
      let followed = { generation: 0, n: 0, matrix: emptyMatrix, reached: loaded.reached };
      for (;;) {
        const following = await deltasAfter(scratch.sql, followed);
        if (following === 'lost') throw new Error('A version is missing.');
        const { deltas } = following;
        if (deltas.length === 0) break;
        for (const delta of deltas) followed = { ...versionAfter(followed, delta), reached: loaded.reached };
      }
      expect(followed.n).toBe(loaded.n);
      expect(withoutZeros(followed.matrix)).toEqual(withoutZeros(loaded.matrix));
    },
  );

  test('count a partner, a worksite and a commune once, until the last agreement that names them is cancelled', async () => {
    await using scratch = await openScratch();
    const shared = { partnerId: 'p', edition: 2022 };
    const lines = () => [aLine({ worksiteId: 'w', commune: town })];
    const one = anAgreement({ ...shared, revisions: [aRevision({ lines: lines() })] });
    const two = anAgreement({ ...shared, revisions: [aRevision({ lines: lines() })] });
    const figuresOf = async () => {
      const all = await cells(scratch);
      return [
        all[`partners ${khenifra} 2022`],
        all[`worksites ${town} 0`],
        all[`communes ${town} 2022`],
        all[`agreements ${khenifra} 2022`],
        all[`jobs ${town} 2022`],
      ];
    };
    await apply(scratch, [one, two].map(tell));
    expect(await figuresOf()).toEqual(['1', '1', '1', '2', '20']);
    await apply(scratch, [tell({ ...one, version: 2, status: 'CANCELLED' })]);
    expect(await figuresOf()).toEqual(['1', '1', '1', '1', '10']);
    await apply(scratch, [tell({ ...two, version: 2, status: 'CANCELLED' })]);
    expect(await figuresOf()).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('do not move for an older version that comes late, but its version is kept for what was known when', async () => {
    await using scratch = await openScratch();
    const first = anAgreement({ status: 'CANCELLED' });
    await apply(scratch, [tell({ ...first, version: 3, status: 'APPROVED' })]);
    const before = await cells(scratch);
    await apply(scratch, [tell({ ...first, version: 2 })]);
    expect(await cells(scratch)).toEqual(before);
    const { rows } = await scratch.sql.query('select version from contribution order by version');
    expect(rows).toEqual([{ version: '2' }, { version: '3' }]);
  });

  test('take a number with each batch, also one that moves nothing, and say which offsets it reached', async () => {
    await using scratch = await openScratch();
    await apply(scratch, [tell(anAgreement())], 7);
    await apply(scratch, [], 8);
    const { rows } = await scratch.sql.query(
      'select n, reached, json_array_length(changes) > 0 as moves from delta order by n',
    );
    expect(rows).toEqual([
      { n: '1', reached: reached(7), moves: true },
      { n: '2', reached: reached(8), moves: false },
    ]);
  });

  test('blame an event whose place does not exist, and keep nothing of it', async () => {
    await using scratch = await openScratch();
    const nowhere = anAgreement({ revisions: [aRevision({ lines: [aLine({ commune: '05.301.99.99' })] })] });
    await expect(apply(scratch, [tell(nowhere)])).rejects.toThrow(MessageFault);
    expect(await cells(scratch)).toEqual({});
  });

  test('are not moved by an applier of a generation that is no longer the live one', async () => {
    await using scratch = await openScratch();
    await scratch.sql.query('update head set generation = 1');
    await expect(apply(scratch, [tell(anAgreement())])).rejects.toThrow('Generation 0');
    expect(await cells(scratch)).toEqual({});
  });
});

const tell = (data: ReturnType<typeof anAgreement>): Told => ({ contract: agreement, data });

/** Digits instead of bigints, and figures that came back to zero left out, as a fresh load never has them. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String);
  if (!(value instanceof Map)) {
    return Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, withoutZeros(v)]));
  }
  const entries = [...value].map(([k, v]) => [String(k), withoutZeros(v)] as const);
  return Object.fromEntries(entries.filter(([, v]) => !isZero(v)));
}

function isZero(value: unknown): boolean {
  if (typeof value === 'string') return value === '0';
  return Object.values(value as object).every(isZero);
}
