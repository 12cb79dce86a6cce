import { applyBatch } from '../src/applying/apply.ts';
import { contributionOf } from '../src/contribution/rules.ts';
import type { VersionName } from '../src/head/version.ts';
import { type Change, changed, emptyMatrix, figureOf, type Matrix } from '../src/matrix/matrix.ts';
import { measures } from '../src/measure/measure.ts';
import { locate } from '../src/measure/place.ts';
import { Totals0002 } from '../src/migrations/0002-past.ts';
import { movedBy } from '../src/past/span.store.ts';
import { periods } from '../src/series/period.ts';
import { dayOf, daysAfter, endOf, justBefore, type Moment } from '../src/time/moment.ts';
import { type Chance, chance } from './chance.ts';
import { histories, type Told } from './histories.ts';
import { openScratch, received, type Scratch } from './scratch.ts';

/** Each version a moment of its own, never before the former's, over a year; some things share theirs. */
function dated(luck: Chance, told: readonly Told[]): Told[] {
  const moments = Array.from({ length: 40 }, () => {
    const day = daysAfter('2022-05-30', luck.below(400));
    const hour = String(luck.one([0, 8, 22, 23, 23])).padStart(2, '0');
    return `${day}T${hour}:${luck.one(['00:00', '30:05', '59:59'])}.${luck.one(['000000', '000001', '999999'])}Z`;
  }).sort();
  return [...Map.groupBy(told, ({ data }) => data.id).values()].flatMap((its) => {
    let next = luck.below(moments.length / 2);
    return its
      .toSorted((a, b) => a.data.version - b.data.version)
      .map(({ contract, data }) => {
        next = Math.min(next + luck.below(6), moments.length - 1);
        return { contract, data: { ...data, recordedAt: moments[next] ?? '' } };
      });
  });
}

/** In three streams at the same time, as from partitions: in any order within each, with repeats. */
async function arrive(scratch: Scratch, luck: Chance, told: readonly Told[]): Promise<void> {
  const coming = luck.shuffled([...told, ...told.filter(() => luck.below(3) === 0)]);
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

/** Every figure that is not zero, of the nation, regions, provinces and communes. */
function figures(matrix: Matrix, communes: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  const read = (name: string, territory: Parameters<typeof figureOf>[1]) => {
    for (const edition of [undefined, 2022, 2023]) {
      for (const measure of measures) {
        const figure = figureOf(matrix, territory, edition, measure);
        if (figure !== 0n) found[`${name} ${edition} ${measure}`] = String(figure);
      }
    }
  };
  if (!communes) read('nation', { kind: 'nation' });
  for (const place of places) {
    const { region, province, commune } = locate(place) ?? {};
    if (!region || !province) throw new Error(place);
    if (!communes) read(region, { kind: 'region', code: region });
    if (!communes) read(province, { kind: 'province', code: province });
    if (communes && commune) read(commune, { kind: 'commune', code: commune, province });
  }
  return found;
}

const places = ['05.301.01.01', '05.301.01.05', '10.261.01.03'];
const newest: VersionName = { generation: 0, n: 1_000_000 };

async function knownAt({ sql }: Scratch, until: Moment, communes = false, version = newest): Promise<Matrix> {
  const [moved] =
    (await movedBy(sql, {
      version,
      until,
      starts: [],
      monthly: false,
      places: communes ? places : undefined,
    })) ?? [];
  if (!moved) throw new Error('The generation is gone.');
  return changed(emptyMatrix, moved);
}

/** Moments at which something was recorded, those right before, and some before and after all. */
function interesting(luck: Chance, told: readonly Told[], count: number): Moment[] {
  const recorded = [...new Set(told.map(({ data }) => data.recordedAt))];
  const some = luck.shuffled(recorded).slice(0, count);
  return ['2000-01-01T00:00:00.000000Z', ...some, ...some.map(justBefore), '2030-01-01T00:00:00.000000Z'];
}

describe('What was known at a moment', () => {
  const seeds = [1, 2, Math.floor(Math.random() * 1e9)];
  test.each(seeds)(
    'is what the versions recorded by then say, in whatever order they came, over every territory (seed %i)',
    async (seed) => {
      const luck = chance(seed);
      const told = dated(luck, histories(luck, 70));
      await using one = await openScratch();
      await using other = await openScratch();
      await arrive(one, luck, told);
      await arrive(other, luck, told);
      for (const moment of interesting(luck, told, 14)) {
        const right = reckoned(told, moment);
        for (const communes of [false, true]) {
          expect([moment, figures(await knownAt(one, moment, communes), communes)]).toEqual([
            moment,
            figures(right, communes),
          ]);
        }
        expect(figures(await knownAt(other, moment), false)).toEqual(figures(right, false));
      }
    },
  );

  test.each(seeds.slice(1))(
    'does not move for what later versions of the figures brought (seed %i)',
    async (seed) => {
      const luck = chance(seed);
      const told = luck.shuffled(dated(luck, histories(luck, 40)));
      await using scratch = await openScratch();
      const half = told.slice(0, told.length / 2);
      await apply(scratch, half);
      await apply(scratch, told.slice(half.length));
      for (const moment of interesting(luck, told, 10)) {
        const known = await knownAt(scratch, moment, false, { generation: 0, n: 1 });
        expect([moment, figures(known, false)]).toEqual([moment, figures(reckoned(half, moment), false)]);
      }
    },
  );

  test.each(seeds.slice(1))('is at the end of each period what a series says (seed %i)', async (seed) => {
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
      const unfinished = luck.one(told).data.recordedAt;
      const end = [endOf(found.at(-1)?.last ?? ''), unfinished].sort()[0] ?? '';
      const begun = found.filter(({ first }) => first <= dayOf(end));
      const starts = begun.slice(1).map(({ first }) => first);
      const measure = luck.one(measures);
      for (const asked of [undefined, measure]) {
        const moved = await movedBy(scratch.sql, {
          version: newest,
          until: end,
          measure: asked,
          starts,
          monthly: step === 'MONTH',
        });
        let matrix = emptyMatrix;
        for (const [i, period] of begun.entries()) {
          matrix = changed(matrix, moved?.[i] ?? []);
          const moment = [endOf(period.last), end].sort()[0] ?? '';
          const right = figures(reckoned(told, moment), false);
          const isAsked = ([name]: [string, string]) => !asked || name.endsWith(` ${asked}`);
          expect([step, asked, moment, figures(matrix, false)]).toEqual([
            step,
            asked,
            moment,
            Object.fromEntries(Object.entries(right).filter(isAsked)),
          ]);
        }
      }
    }
  });

  test('is kept by the migration, for versions that were held before it, as appliers keep it', async () => {
    const luck = chance(7);
    const told = dated(luck, histories(luck, 70));
    await using scratch = await openScratch();
    await arrive(scratch, luck, told);
    const kept = await heldPast(scratch);
    await scratch.sql.query('drop table movement, span_sum, member_edge');
    await new Totals0002().up(scratch.sql as never); // It asks nothing of TypeORM's runner but to run SQL.
    expect(await heldPast(scratch)).toEqual(kept);
    for (const moment of interesting(luck, told, 6)) {
      expect(figures(await knownAt(scratch, moment), false)).toEqual(figures(reckoned(told, moment), false));
    }
  });

  test('is not told of a generation that is no longer the live one', async () => {
    await using scratch = await openScratch();
    await scratch.sql.query('update head set generation = 1');
    await expect(knownAt(scratch, '2022-05-01T08:00:00.000000Z')).rejects.toThrow('gone');
  });
});

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
