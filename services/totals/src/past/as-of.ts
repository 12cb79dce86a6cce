import { RefusalError } from '@awrach/subgraph';
import { emptyMatrix, type Territory } from '../matrix/matrix.ts';
import { refuse } from '../refusals.ts';
import { earliest, type Moment } from '../time/moment.ts';
import type { TotalsContext, View } from '../totals/view.ts';
import { figuresThrough } from './stretches.ts';

/**
 * The figures of a territory known at a past moment: the sum over things of the highest version recorded by then. The same for
 * ever, in whatever order things arrived; only a message that was set aside and comes late takes its place in the past.
 * @throws RefusalError `totals.as-of-not-complete` for a moment of which not everything may have arrived yet
 */
export async function viewAt(
  context: TotalsContext,
  view: View,
  territory: Territory,
  moment: Moment,
): Promise<Pick<View, 'matrix' | 'freshness'>> {
  const { completeTo } = view.freshness;
  if (completeTo === null || moment > completeTo) {
    throw new RefusalError(refuse('totals.as-of-not-complete', 'asOf', { completeTo: completeTo ?? '–' }));
  }
  const question = { until: moment < earliest ? earliest : moment, starts: [], monthly: false };
  const [matrix = emptyMatrix] = await figuresThrough(context, view, question, territory);
  return { matrix, freshness: { ...view.freshness, asOf: moment } };
}
