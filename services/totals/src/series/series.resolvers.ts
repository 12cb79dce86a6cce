import type { GraphQLResolveInfo } from 'graphql';
import type { Territory } from '../matrix/matrix.ts';
import { type Measure, measures } from '../measure/measure.ts';
import type { Day } from '../time/moment.ts';
import { editionOf } from '../totals/edition.ts';
import { communeOf, nation, provinceOf, regionOf } from '../totals/territory.ts';
import type { TotalsContext } from '../totals/view.ts';
import type { Step } from './period.ts';
import { type SeriesPoint, seriesOf } from './series.ts';

interface SeriesArguments {
  readonly measure: string;
  readonly by: Step;
  readonly from: Day;
  readonly until: Day;
  readonly edition?: number | null;
}

/** `SUPERVISION_GRANT`, as the graph names the measure `supervisionGrant`. */
const inGraph = (measure: Measure): string =>
  measure.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const byName = new Map(measures.map((measure) => [inGraph(measure), measure]));

/** `series` of a kind of territory. */
const series =
  <Parent>(territoryOf: (parent: Parent) => Territory) =>
  async (
    parent: Parent,
    { measure: name, by, from, until, edition }: SeriesArguments,
    context: TotalsContext,
    info: GraphQLResolveInfo,
  ): Promise<SeriesPoint[]> => {
    const measure = byName.get(name);
    if (!measure) throw new Error(`The schema names a measure ${name} that is none.`);
    const wanted = { measure, step: by, from, until, edition: editionOf(edition) };
    return seriesOf(context, await context.view(info), territoryOf(parent), wanted);
  };

export const seriesResolvers = {
  Programme: { series: series(nation) },
  Region: { series: series(regionOf) },
  Province: { series: series(provinceOf) },
  Commune: { series: series(communeOf) },
};
