import { RefusalError, sqlClientOf } from '@awrach/subgraph';
import { changed, emptyMatrix, type Matrix, type Territory } from '../matrix/matrix.ts';
import { refuse } from '../refusals.ts';
import type { TotalsContext, View } from '../totals/view.ts';
import { type Asked, movedBy } from './span.store.ts';

/** What of the past is asked for, whatever the territories. */
export type Question = Pick<Asked, 'until' | 'measure' | 'starts' | 'monthly'>;

interface Key {
  readonly question: Question;
  /** Null: the nation, regions and provinces, which one query answers together. */
  readonly commune: string | null;
}

/** How much of the past a request may ask for at once: each is a query of its own, for all territories. */
const mostQuestions = 24;

/**
 * The figures at the beginning of each stretch's end: before the first start, before the second, …, and at `until`.
 *
 * One query for all provinces, regions and the nation, and one for all communes, that a request asks for. What it
 * reads is that of the operation's version, so that several fetches of one operation add up, too.
 * @throws RefusalError `totals.version-gone`, `totals.too-many-moments`
 */
export function figuresThrough(
  context: TotalsContext,
  view: View,
  question: Question,
  territory: Territory,
): Promise<readonly Matrix[]> {
  const loader = context.loader<Key, readonly Matrix[]>('past', (keys) => answer(context, view, keys));
  return loader.load({ question, commune: territory.kind === 'commune' ? territory.code : null });
}

async function answer(
  context: TotalsContext,
  { version }: View,
  keys: readonly Key[],
): Promise<(readonly Matrix[])[]> {
  const queries = Map.groupBy(keys, ({ question, commune }) => JSON.stringify([question, commune === null]));
  if (queries.size > mostQuestions) {
    throw new RefusalError(refuse('totals.too-many-moments', undefined, { limit: mostQuestions }));
  }
  const sql = sqlClientOf(context.read);
  const answers = new Map<Key, readonly Matrix[]>();
  // One after the other: a request is not to take all connections.
  for (const its of queries.values()) {
    const communes = its.flatMap(({ commune }) => commune ?? []);
    const question = (its[0] as Key).question; /* a group has one at least */
    const moved = await movedBy(sql, {
      ...question,
      version,
      places: communes.length > 0 ? communes : undefined,
    });
    if (!moved) throw new RefusalError(refuse('totals.version-gone'));
    let matrix = emptyMatrix;
    const matrices = moved.map((changes) => {
      matrix = changed(matrix, changes);
      return matrix;
    });
    for (const key of its) answers.set(key, matrices);
  }
  return keys.map((key) => answers.get(key) ?? []);
}
