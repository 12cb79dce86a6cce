import { RefusalError, sqlClientOf } from '@awrach/subgraph';
import { type ProvinceCode, provinces, provincesOf } from '@awrach/territory';
import type { VersionName } from '../head/version.ts';
import { changed, emptyMatrix, type Matrix, type Territory } from '../matrix/matrix.ts';
import type { Measure } from '../measure/measure.ts';
import { refuse } from '../refusals.ts';
import type { TotalsContext } from '../totals/view.ts';
import { type Asked, movedInCommunes, movedInProvinces, type Stretches } from './moved.store.ts';

/** At which moments the past is asked for. */
export type Moments = Pick<Asked, 'until' | 'starts'>;

interface Key {
  readonly moments: Moments;
  readonly measures: readonly Measure[];
  readonly territory: Territory;
}

/** How much of the past an operation may ask for at once: each moment, or series of moments, is a query of its own. */
const mostMoments = 24;

/**
 * The figures of a territory right before the first start, right before the second, …, and at `until`, as a version has them.
 *
 * A request asks for all its provinces, regions and the nation in one query, and in one for all its communes, whatever
 * their number.
 * @throws RefusalError `totals.version-gone` when that version's past can no longer be told; `totals.too-many-moments`
 */
export function pastFigures(
  context: TotalsContext,
  version: VersionName,
  key: Key,
): Promise<readonly Matrix[]> {
  const loader = context.loader<Key, readonly Matrix[]>('past', (keys) => answer(context, version, keys));
  return loader.load(key);
}

async function answer(
  context: TotalsContext,
  version: VersionName,
  keys: readonly Key[],
): Promise<(readonly Matrix[])[]> {
  const groups = Map.groupBy(keys, ({ moments, territory }) =>
    JSON.stringify([moments, territory.kind === 'commune']),
  );
  if (groups.size > mostMoments) {
    throw new RefusalError(refuse('totals.too-many-moments', undefined, { limit: mostMoments }));
  }
  const answers = new Map<Key, readonly Matrix[]>();
  // One after the other: a request is not to take all connections.
  for (const its of groups.values()) {
    const stretches = await moved(context, version, its);
    if (stretches === 'gone') throw new RefusalError(refuse('totals.version-gone'));
    const matrices = added(stretches);
    for (const key of its) answers.set(key, matrices);
  }
  return keys.map((key) => answers.get(key) ?? []);
}

/** @param keys of the same moments, all of communes or none */
async function moved(
  context: TotalsContext,
  version: VersionName,
  keys: readonly Key[],
): Promise<Stretches | 'gone'> {
  const [{ moments } = { moments: { until: '', starts: [] } }] = keys;
  const asked: Asked = { ...moments, measures: [...new Set(keys.flatMap(({ measures }) => measures))] };
  const sql = sqlClientOf(context.read);
  const communes = keys.flatMap(({ territory }) => (territory.kind === 'commune' ? [territory.code] : []));
  const within = [...new Set(keys.flatMap(({ territory }) => provincesIn(territory)))];
  return communes.length > 0
    ? movedInCommunes(sql, version, asked, communes, within)
    : movedInProvinces(sql, version, asked, within);
}

function provincesIn(territory: Territory): readonly ProvinceCode[] {
  switch (territory.kind) {
    case 'nation':
      return provinces.map(({ code }) => code);
    case 'region':
      return provincesOf(territory.code).map(({ code }) => code);
    case 'province':
      return [territory.code];
    case 'commune':
      return [territory.province];
  }
}

/** The figures at the end of each stretch. */
function added(stretches: Stretches): Matrix[] {
  let matrix = emptyMatrix;
  return stretches.map((changes) => {
    matrix = changed(matrix, changes);
    return matrix;
  });
}
