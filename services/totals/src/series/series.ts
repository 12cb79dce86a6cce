import { RefusalError } from '@awrach/subgraph';
import { figureOf, type Territory } from '../matrix/matrix.ts';
import { isMoney, type Measure } from '../measure/measure.ts';
import { figuresThrough } from '../past/stretches.ts';
import { refuse } from '../refusals.ts';
import { type Day, dayOf, earliest, endOf, type Moment } from '../time/moment.ts';
import type { TotalsContext, View } from '../totals/view.ts';
import { periods, type Step } from './period.ts';

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
export interface SeriesPoint {
  readonly first: Day;
  readonly last: Day;
  readonly asOf: Moment;
  readonly complete: boolean;
  readonly count: number | null;
  /** In centimes. */
  readonly amount: bigint | null;
}

/**
 * A figure at the end of each period, from the one in which `from` lies to the one in which `until` lies; periods that
 * have not begun are left out, and the last one, if it is not over, ends where the figures are complete.
 * @throws RefusalError `series.until-before-from`, `series.too-long`, `totals.as-of-not-complete`
 */
export async function seriesOf(
  context: TotalsContext,
  view: View,
  territory: Territory,
  { measure, step, from, until, edition }: Wanted,
): Promise<SeriesPoint[]> {
  if (until < from) throw new RefusalError(refuse('series.until-before-from', 'until'));
  const end = view.seriesEnd;
  if (end === null) {
    throw new RefusalError(refuse('totals.as-of-not-complete', undefined, { completeTo: '–' }));
  }
  const found = periods(step, later(from, dayOf(earliest)), sooner(until, dayOf(end)), mostPoints);
  if (found.length > mostPoints) {
    throw new RefusalError(refuse('series.too-long', undefined, { limit: mostPoints }));
  }
  const [last] = found.slice(-1);
  if (!last) return [];

  const question = {
    until: sooner(endOf(last.last), end),
    measure,
    starts: found.slice(1).map(({ first }) => first),
    monthly: step === 'MONTH',
  };
  const matrices = await figuresThrough(context, view, question, territory);
  return found.map((period, i): SeriesPoint => {
    const matrix = matrices[i];
    const figure = matrix ? figureOf(matrix, territory, edition, measure) : 0n;
    const asOf = sooner(endOf(period.last), end);
    return {
      ...period,
      asOf,
      complete: asOf === endOf(period.last),
      count: isMoney(measure) ? null : Number(figure),
      amount: isMoney(measure) ? figure : null,
    };
  });
}

/** Of two days, or of two moments. */
const sooner = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a < b ? b : a);
