import { figureOf, type Territory } from '../matrix/matrix.ts';
import { isMoney, type Measure, measures } from '../measure/measure.ts';
import type { View } from './view.ts';

/** All figures of a territory as the graph has them: counts as numbers, money in centimes for the scalar to word. */
export type Totals = Record<Measure, number | bigint> & Pick<View, 'freshness'>;

export function totalsOf(
  { matrix, freshness }: Pick<View, 'matrix' | 'freshness'>,
  territory: Territory,
  edition: number | undefined,
): Totals {
  const figures = measures.map((measure) => {
    const figure = figureOf(matrix, territory, edition, measure);
    return [measure, isMoney(measure) ? figure : Number(figure)] as const;
  });
  return {
    ...(Object.fromEntries(figures) as Record<Measure, number | bigint>) /* all measures are there */,
    freshness,
  };
}
