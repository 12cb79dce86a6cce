import { isEdition, type ReceiptText, RefusalError, refuseShared } from '@awrach/subgraph';
import type { Commune, Province, Region } from '@awrach/territory';
import type { GraphQLResolveInfo } from 'graphql';
import type { Territory } from '../matrix/matrix.ts';
import { type Totals, totalsOf } from './figures.ts';
import type { TotalsContext } from './view.ts';

interface TotalsArguments {
  readonly edition?: number | null;
  readonly including?: readonly ReceiptText[] | null;
}

/** `totals` of a kind of territory. */
const totals =
  <Parent>(territoryOf: (parent: Parent) => Territory) =>
  async (
    parent: Parent,
    { edition }: TotalsArguments,
    context: TotalsContext,
    info: GraphQLResolveInfo,
  ): Promise<Totals> => {
    if (edition != null && !isEdition(edition)) {
      throw new RefusalError(refuseShared('edition.unknown', 'edition', { edition }));
    }
    return totalsOf(await context.view(info), territoryOf(parent), edition ?? undefined);
  };

export const totalsResolvers = {
  Programme: { totals: totals((): Territory => ({ kind: 'nation' })) },
  Region: { totals: totals(({ code }: Region): Territory => ({ kind: 'region', code })) },
  Province: { totals: totals(({ code }: Province): Territory => ({ kind: 'province', code })) },
  Commune: {
    totals: totals(
      ({ code, provinceCode }: Commune): Territory => ({ kind: 'commune', code, province: provinceCode }),
    ),
  },
};
