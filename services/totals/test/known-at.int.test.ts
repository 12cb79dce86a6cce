import { findCommune } from '@awrach/territory';
import { type Chance, chance } from '../../../test/testkit/chance.ts';
import { applyBatch } from '../src/applying/apply.ts';
import { contributionOf } from '../src/contribution/rules.ts';
import { deltasAfter } from '../src/head/head.store.ts';
import type { VersionName } from '../src/head/version.ts';
import {
  type Change,
  changed,
  changedInRegions,
  emptyMatrix,
  figureOf,
  type Matrix,
} from '../src/matrix/matrix.ts';
import { measures } from '../src/measure/measure.ts';
import { locationOf } from '../src/measure/place.ts';
import { Totals0004 } from '../src/migrations/0004-past.ts';
import { Totals0006 } from '../src/migrations/0006-contributions-as-told.ts';
import { Totals0007 } from '../src/migrations/0007-topics-of-fixed-width.ts';
import { Totals0008 } from '../src/migrations/0008-members-by-their-edges.ts';
import { type Asked, movedInCommunes, movedInProvinces, movedInRegions } from '../src/past/moved.store.ts';
import { periods } from '../src/series/period.ts';
import { daysAfter, endOf, justBefore, type Moment } from '../src/time/moment.ts';
import { histories, type Told } from './histories.ts';
import { openScratch, received, type Scratch } from './scratch.ts';
import { mrirt, town } from './states.ts';

/**
 * Moments for all versions, over a year: rising with them, as sources promise, but for some things not. Things share
 * moments, and many lie at the edges of days.
 */
function dated(luck: Chance, told: readonly Told[]): Told[] {
  const moments = Array.from({ length: 40 }, () => {
    const day = daysAfter('2022-05-30', luck.below(400));
    const hour = String(luck.one([0, 8, 22, 23, 23])).padStart(2, '0');
    return `${day}T${hour}:${luck.one(['00:00', '30:05', '59:59'])}.${luck.one(['000000', '000001', '999999'])}Z`;
  }).sort();
  return [...Map.groupBy(told, ({ data }) => data.id).values()].flatMap((its) => {
    let next = luck.below(moments.length / 2);
    const isAstray = luck.below(8) === 0;
    return its
      .toSorted((a, b) => a.data.version - b.data.version)
      .map(({ contract, data }) => {
        next = isAstray ? luck.below(moments.length) : Math.min(next + luck.below(6), moments.length - 1);
        return { contract, data: { ...data, recordedAt: moments[next] ?? '' } };
      });
  });
}

/** In three streams at the same time, as from partitions: in that order within each, and some of it once more. */
async function arrive(scratch: Scratch, luck: Chance, told: readonly Told[]): Promise<void> {
  const coming = [...told, ...luck.shuffled(told.filter(() => luck.below(3) === 0))];
  const streams = Map.groupBy(coming, ({ data }) => data.id.charCodeAt(0) % 3);
  await Promise.all(
    [...streams.values()].map(async (messages) => {
      for (let rest = messages; rest.length > 0; ) {
        const size = 1 + luck.below(15);
        await apply(scratch, rest.slice(0, size));
        rest = rest.slice(size);
      }
    }),
  );
}

const apply = (scratch: Scratch, told: readonly Told[]): Promise<void> =>
  scratch.transact((tx) =>
    applyBatch(
      tx,
      0,
      told.map(({ contract, data }) => received(contract, data)),
      [{ topic: 't', partition: 0, log: 'l', next: 1 }],
    ),
  );

/** What was known at a moment, reckoned from the versions recorded by then, without any of the machinery. */
function reckoned(told: readonly Told[], until: Moment): Matrix {
  const last = new Map<string, Told>();
  for (const one of told) {
    if (one.data.recordedAt > until) continue;
    if (one.data.version > (last.get(one.data.id)?.data.version ?? 0)) last.set(one.data.id, one);
  }
  const changes: Change[] = [];
  const members = new Set<string>();
  for (const { contract, data } of last.values()) {
    const contribution = contributionOf(contract.topic, data);
    changes.push(...contribution.cells);
    for (const { measure, place, edition: own, member } of contribution.members) {
      for (const edition of [own, 0]) {
        const key = `${measure} ${place} ${edition} ${member}`;
        if (!members.has(key)) changes.push({ measure, place, edition, amount: 1n });
        members.add(key);
      }
    }
  }
  return changed(emptyMatrix, changes);
}

const kinds = ['regions', 'provinces', 'communes'] as const;
type Kind = (typeof kinds)[number];

/** Every figure that is not zero: of the nation and regions, of provinces, or of communes. */
function figures(matrix: Matrix, kind: Kind): Record<string, string> {
  const found: Record<string, string> = {};
  const read = (name: string, territory: Parameters<typeof figureOf>[1]) => {
    for (const edition of [undefined, 2022, 2023]) {
      for (const measure of measures) {
        const figure = figureOf(matrix, territory, edition, measure);
        if (figure !== 0n) found[`${name} ${edition} ${measure}`] = String(figure);
      }
    }
  };
  if (kind === 'regions') read('nation', { kind: 'nation' });
  for (const place of places) {
    const { region, province } = locationOf(place);
    if (kind === 'regions') read(region, { kind: 'region', code: region });
    if (kind === 'provinces') read(province, { kind: 'province', code: province });
    if (kind === 'communes') read(place, { kind: 'commune', code: place, province });
  }
  return found;
}

const places = [town, mrirt, '10.261.01.03'].flatMap((code) => findCommune(code)?.code ?? []);
const newest: VersionName = { generation: 0, n: 1_000_000 };

/** The figures at the end of each stretch. */
async function throughout({ sql }: Scratch, asked: Asked, kind: Kind, version = newest): Promise<Matrix[]> {
  const locations = places.map(locationOf);
  let matrix = emptyMatrix;
  if (kind === 'regions') {
    const regions = locations.map(({ region }) => region);
    const stretches = await movedInRegions(sql, version, asked, [...new Set(regions)]);
    if (stretches === 'gone') throw new Error('That past is gone.');
    return stretches.map((changes) => {
      matrix = changedInRegions(matrix, changes);
      return matrix;
    });
  }
  const stretches =
    kind === 'communes'
      ? await movedInCommunes(sql, version, asked, places)
      : await movedInProvinces(sql, version, asked, [...new Set(locations.map(({ province }) => province))]);
  if (stretches === 'gone') throw new Error('That past is gone.');
  return stretches.map((changes) => {
    matrix = changed(matrix, changes);
    return matrix;
  });
}

async function knownAt(scratch: Scratch, until: Moment, kind: Kind, version = newest): Promise<Matrix> {
  const [matrix = emptyMatrix] = await throughout(scratch, { measures, until, starts: [] }, kind, version);
  return matrix;
}

/** Every moment at which something was recorded, that right before it, and one before and one after all. */
function moments(told: readonly Told[]): Moment[] {
  const recorded = [...new Set(told.map(({ data }) => data.recordedAt))];
  return [
    '2000-01-01T00:00:00.000000Z',
    ...recorded,
    ...recorded.map(justBefore),
    '2030-01-01T00:00:00.000000Z',
  ];
}

async function expectKnown(scratch: Scratch, told: readonly Told[], at: readonly Moment[], version = newest) {
  for (const moment of at) {
    const right = reckoned(told, moment);
    for (const kind of kinds) {
      const known = figures(await knownAt(scratch, moment, kind, version), kind);
      expect([moment, known]).toEqual([moment, figures(right, kind)]);
    }
  }
}

describe('What was known at a moment', () => {
  const seeds = [1, 2, Math.floor(Math.random() * 1e9)];
  test.each(seeds)(
    'is what the versions recorded by then say, in whatever order they came, over every territory (seed %i)',
    async (seed) => {
      const luck = chance(seed);
      const told = dated(luck, histories(luck, 70));
      for (const order of [told, told.toReversed(), luck.shuffled(told)]) {
        await using scratch = await openScratch();
        await arrive(scratch, luck, order);
        await expectKnown(scratch, told, moments(told));
      }
    },
    120_000,
  );

  test.each(seeds)(
    'is the same in an earlier version of the figures, or is not told of it any more (seed %i)',
    async (seed) => {
      const luck = chance(seed);
      const told = luck.shuffled(dated(luck, histories(luck, 30)));
      await using scratch = await openScratch();
      const [first, later] = [told.slice(0, told.length / 2), told.slice(told.length / 2)];
      await apply(scratch, first);
      await apply(scratch, later);
      const before = later.map(({ data }) => justBefore(data.recordedAt)).sort()[0] ?? '';
      const version = { generation: 0, n: 1 };
      await expectKnown(scratch, first, [before], version);
      const moved = moments(told).find((at) => at > before && !isSame(first, told, at)) ?? '';
      for (const kind of kinds) {
        await expect(knownAt(scratch, moved, kind, version)).rejects.toThrow('gone');
      }
      await expectKnown(scratch, told, [moved], { generation: 0, n: 2 });
    },
  );

  test.each(seeds)('is at the end of each period what a series says (seed %i)', async (seed) => {
    const luck = chance(seed);
    const told = dated(luck, histories(luck, 60));
    await using scratch = await openScratch();
    await arrive(scratch, luck, told);
    for (const [step, from, last] of [
      ['MONTH', '2022-04-10', '2023-07-15'],
      ['WEEK', '2022-06-08', '2022-12-01'],
      ['DAY', '2022-11-20', '2022-12-09'],
    ] as const) {
      const found = periods(step, from, last, 400);
      const until = endOf(found.at(-1)?.last ?? '');
      const starts = found.slice(1).map(({ first }) => first);
      for (const asked of [measures, [luck.one(measures)]]) {
        for (const kind of kinds) {
          const matrices = await throughout(scratch, { measures: asked, until, starts }, kind);
          for (const [i, period] of found.entries()) {
            const right = Object.entries(figures(reckoned(told, endOf(period.last)), kind));
            const wanted = right.filter(([name]) => asked.some((measure) => name.endsWith(` ${measure}`)));
            expect([step, period, figures(matrices[i] ?? emptyMatrix, kind)]).toEqual([
              step,
              period,
              Object.fromEntries(wanted),
            ]);
          }
        }
      }
    }
  });

  test('is kept by migrations, for versions that were held before them, as appliers keep it', async () => {
    const luck = chance(7);
    const told = dated(luck, histories(luck, 70));
    await using scratch = await openScratch();
    await arrive(scratch, luck, told);
    const kept = await heldPast(scratch);
    const contributions = async () =>
      (
        await scratch.sql.query(
          `select topic, thing, version, contribution, pg_typeof(contribution)::text from contribution order by 1, 2, 3`,
        )
      ).rows;
    const deltas = () => deltasAfter(scratch.sql, { generation: 0, n: 0 });
    const held = [await contributions(), await deltas()];
    await scratch.sql.query(`
      drop table movement, span_sum, member_edge;
      alter table delta drop column since, alter changes type jsonb, alter reached type jsonb;
      alter table contribution alter contribution type jsonb, alter topic type text;
      drop type followed_topic;
    `);
    // They ask nothing of TypeORM's runner but to run SQL.
    await new Totals0004().up(scratch.sql as never);
    await new Totals0006().up(scratch.sql as never);
    await new Totals0007().up(scratch.sql as never);
    await scratch.sql.query('create table member ()'); // It was there before these, and the last drops it.
    await new Totals0008().up(scratch.sql as never);
    expect([await contributions(), await deltas()]).toEqual(held);
    expect(await heldPast(scratch)).toEqual(kept);
    await expectKnown(scratch, told, moments(told).slice(0, 12));
  });

  test('is not told of a generation that was let go', async () => {
    await using scratch = await openScratch();
    await scratch.sql.query('delete from generation');
    await expect(knownAt(scratch, '2022-05-01T08:00:00.000000Z', 'provinces')).rejects.toThrow('gone');
  });
});

const isSame = (some: readonly Told[], all: readonly Told[], at: Moment): boolean =>
  JSON.stringify(figures(reckoned(some, at), 'provinces')) ===
  JSON.stringify(figures(reckoned(all, at), 'provinces'));

/** The sums of days and months and the members' edges; what came to nothing left out. */
async function heldPast({ sql }: Scratch): Promise<unknown[]> {
  const sums = await sql.query(
    'select span, first::text, measure, place, edition, amount from span_sum where amount <> 0 order by 1, 2, 3, 4, 5',
  );
  const edges = await sql.query(
    `select measure, place, edition, member, at::text, sum(step) from member_edge
     group by 1, 2, 3, 4, 5 having sum(step) <> 0 order by 1, 2, 3, 4, 5`,
  );
  return [sums.rows, edges.rows];
}
