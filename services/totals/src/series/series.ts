import { RefusalError } from '@awrach/subgraph';
import { figureOf, type Matrix, type Territory } from '../matrix/matrix.ts';
import { isMoney, type Measure } from '../measure/measure.ts';
import { pastFigures } from '../past/past.ts';
import { refuse } from '../refusals.ts';
import { type Day, dayOf, earliest, endOf, openDay } from '../time/moment.ts';
import type { TotalsContext, View } from '../totals/view.ts';
import { type Period, periods, type Step } from './period.ts';

/** How long a series may be: a year of days fits. */
const mostPoints = 400;

export interface Wanted {
  readonly measure: Measure;
  readonly step: Step;
  readonly from: Day;
  readonly until: Day;
  readonly edition: number | undefined;
}

/** A figure at the end of a period, as the graph has it. */
export interface SeriesPoint extends Period {
  readonly complete: boolean;
  readonly count: number | null;
  /** In centimes. */
  readonly amount: bigint | null;
}

/**
 * A figure at the end of each period, from the one in which `from` lies to the one in which `until` lies. The first
 * period that is not complete has the newest figure, the same as `totals`; there are none after it.
 * @throws RefusalError `series.until-before-from`, `series.too-long`, `totals.nothing-complete`, and as `pastFigures`
 */
export async function seriesOf(
  context: TotalsContext,
  view: View,
  territory: Territory,
  { measure, step, from, until, edition }: Wanted,
): Promise<SeriesPoint[]> {
  if (until < from) throw new RefusalError(refuse('series.until-before-from', 'until'));
  const { completeTo } = view.freshness;
  if (completeTo === null) throw new RefusalError(refuse('totals.nothing-complete'));
  const today = openDay(completeTo);
  const first = dayOf(earliest);
  const found = periods(step, from < first ? first : from, until < today ? until : today, mostPoints);
  if (found.length > mostPoints) {
    throw new RefusalError(refuse('series.too-long', undefined, { limit: mostPoints }));
  }
  const complete = found.filter(({ last }) => endOf(last) <= completeTo);
  const known = await atTheEnds(context, view, territory, complete, measure);

  return found.map((period, i) => {
    const figure = figureOf(known[i] ?? view.matrix, territory, edition, measure);
    return {
      ...period,
      complete: i < complete.length,
      count: isMoney(measure) ? null : Number(figure),
      amount: isMoney(measure) ? figure : null,
    };
  });
}

async function atTheEnds(
  context: TotalsContext,
  { version }: View,
  territory: Territory,
  complete: readonly Period[],
  measure: Measure,
): Promise<readonly Matrix[]> {
  const [last] = complete.slice(-1);
  if (!last) return [];
  const moments = { until: endOf(last.last), starts: complete.slice(1).map(({ first }) => first) };
  return pastFigures(context, version, { moments, measures: [measure], territory });
}
