import { RefusalError } from '@awrach/subgraph';
import type { Territory } from '../matrix/matrix.ts';
import { measures } from '../measure/measure.ts';
import { refuse } from '../refusals.ts';
import { earliest, type Moment } from '../time/moment.ts';
import type { TotalsContext, View } from '../totals/view.ts';
import { pastFigures } from './past.ts';

/**
 * The figures of a territory known at a past moment: the sum over things of the highest version recorded by then. The same for
 * ever, in whatever order things arrived; only a message that was set aside and comes late takes its place in the past.
 * @throws RefusalError `as-of.not-complete` for a moment of which not everything may have arrived yet, and as `pastFigures`
 */
export async function viewAt(
  context: TotalsContext,
  view: View,
  territory: Territory,
  moment: Moment,
): Promise<Pick<View, 'matrix' | 'freshness'>> {
  const { version, freshness } = view;
  const { completeTo } = freshness;
  if (completeTo === null) throw new RefusalError(refuse('totals.nothing-complete', 'asOf'));
  if (moment > completeTo) throw new RefusalError(refuse('as-of.not-complete', 'asOf', { completeTo }));
  const moments = { until: moment < earliest ? earliest : moment, starts: [] };
  const [matrix] = await pastFigures(context, version, { moments, measures, territory });
  if (!matrix) throw new Error('The past was answered without figures.');
  return { matrix, freshness };
}
