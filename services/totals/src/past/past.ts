import { RefusalError, sqlClientOf } from '@awrach/subgraph';
import { type RegionCode, regions } from '@awrach/territory';
import pLimit from 'p-limit';
import type { VersionName } from '../head/version.ts';
import { changed, changedInRegions, emptyMatrix, type Matrix, type Territory } from '../matrix/matrix.ts';
import type { Measure } from '../measure/measure.ts';
import { refuse } from '../refusals.ts';
import type { TotalsContext } from '../totals/view.ts';
import { type Asked, movedInCommunes, movedInProvinces, movedInRegions } from './moved.store.ts';

/** At which moments the past is asked for. */
export type Moments = Pick<Asked, 'until' | 'starts'>;

interface Key {
  readonly moments: Moments;
  readonly measures: readonly Measure[];
  readonly territory: Territory;
}

/**
 * How much of the past a request may ask for. A moment, or series of moments, takes one query for the nation and
 * regions, one for provinces and one for communes, whatever their number.
 */
const mostQueries = 24;

/**
 * How many queries about the past go on at once in a process, whoever asks: each may take seconds, and what is present, and what is taken
 * in, needs connections too.
 */
const atOnce = pLimit(2);

/**
 * The figures of a territory right before the first start, right before the second, …, and at `until`, as a version has them.
 * @throws RefusalError `totals.version-gone` when that version's past can no longer be told; `totals.too-many-moments`
 */
export function pastFigures(
  context: TotalsContext,
  version: VersionName,
  key: Key,
): Promise<readonly Matrix[]> {
  return context.loader<Key, readonly Matrix[]>('past', answering(context, version)).load(key);
}

/** What answers all keys of one request, and counts its queries. */
function answering(context: TotalsContext, version: VersionName) {
  let queries = 0;
  return async (keys: readonly Key[]): Promise<(readonly Matrix[])[]> => {
    const groups = Map.groupBy(keys, ({ moments, territory }) =>
      JSON.stringify([moments, grainOf(territory)]),
    );
    queries += groups.size;
    if (queries > mostQueries) {
      throw new RefusalError(refuse('totals.too-many-moments', undefined, { limit: mostQueries }));
    }
    const answers = new Map<Key, readonly Matrix[]>();
    // One after the other: a request is not to take all connections.
    for (const its of groups.values()) {
      const matrices = await atOnce(() => figuresOf(context, version, its));
      if (matrices === 'gone') throw new RefusalError(refuse('totals.version-gone'));
      for (const key of its) answers.set(key, matrices);
    }
    return keys.map((key) => answers.get(key) ?? []);
  };
}

/** The nation is read as all its regions. */
const grainOf = ({ kind }: Territory) => (kind === 'nation' ? 'region' : kind);

/** @param keys of the same moments and grain */
async function figuresOf(
  context: TotalsContext,
  version: VersionName,
  keys: readonly Key[],
): Promise<Matrix[] | 'gone'> {
  const [first] = keys;
  if (!first) return [];
  const sql = sqlClientOf(context.read);
  const asked: Asked = { ...first.moments, measures: [...new Set(keys.flatMap(({ measures }) => measures))] };
  const territories = keys.map(({ territory }) => territory);
  const codes = <Code extends string>(of: (territory: Territory) => readonly Code[]) => [
    ...new Set(territories.flatMap(of)),
  ];
  switch (grainOf(first.territory)) {
    case 'region': {
      const stretches = await movedInRegions(sql, version, asked, codes(regionsIn));
      return stretches === 'gone' ? 'gone' : inTurn(stretches, changedInRegions);
    }
    case 'province': {
      const provinces = codes((one) => (one.kind === 'province' ? [one.code] : []));
      const stretches = await movedInProvinces(sql, version, asked, provinces);
      return stretches === 'gone' ? 'gone' : inTurn(stretches, changed);
    }
    case 'commune': {
      const communes = codes((one) => (one.kind === 'commune' ? [one.code] : []));
      const stretches = await movedInCommunes(sql, version, asked, communes);
      return stretches === 'gone' ? 'gone' : inTurn(stretches, changed);
    }
  }
}

function regionsIn(territory: Territory): readonly RegionCode[] {
  if (territory.kind === 'nation') return regions.map(({ code }) => code);
  return territory.kind === 'region' ? [territory.code] : [];
}

/** The figures at the end of each stretch. */
function inTurn<Changes>(
  stretches: readonly Changes[],
  change: (before: Matrix, changes: Changes) => Matrix,
): Matrix[] {
  let matrix = emptyMatrix;
  return stretches.map((changes) => {
    matrix = change(matrix, changes);
    return matrix;
  });
}
