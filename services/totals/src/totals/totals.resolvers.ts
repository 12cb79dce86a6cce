import type { ReceiptText } from '@awrach/subgraph';
import type { GraphQLResolveInfo } from 'graphql';
import type { Territory } from '../matrix/matrix.ts';
import { viewAt } from '../past/as-of.ts';
import { momentOf } from '../time/moment.ts';
import { editionOf } from './edition.ts';
import { type Totals, totalsOf } from './figures.ts';
import { communeOf, nation, provinceOf, regionOf } from './territory.ts';
import type { TotalsContext } from './view.ts';

interface TotalsArguments {
  readonly edition?: number | null;
  readonly asOf?: string | null;
  readonly including?: readonly ReceiptText[] | null;
}

/** `totals` of a kind of territory. */
const totals =
  <Parent>(territoryOf: (parent: Parent) => Territory) =>
  async (
    parent: Parent,
    { edition, asOf }: TotalsArguments,
    context: TotalsContext,
    info: GraphQLResolveInfo,
  ): Promise<Totals> => {
    const ofEdition = editionOf(edition);
    const territory = territoryOf(parent);
    const present = await context.view(info);
    const view = asOf == null ? present : await viewAt(context, present, territory, momentOf(asOf));
    return totalsOf(view, territory, ofEdition);
  };

export const totalsResolvers = {
  Programme: { totals: totals(nation) },
  Region: { totals: totals(regionOf) },
  Province: { totals: totals(provinceOf) },
  Commune: { totals: totals(communeOf) },
};
