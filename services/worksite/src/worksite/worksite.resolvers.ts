import type { SubgraphContext } from '@awrach/subgraph';
import { findCommune, findProvince } from '@awrach/territory';
import { worksiteMutations } from './worksite.mutations.ts';
import { listWorksites, planningLoader, type WorksiteFilters, worksiteLoader } from './worksite.query.ts';
import type { Basis, Worksite } from './worksite.ts';

export const worksiteResolvers = {
  Query: {
    worksites: (_: unknown, filters: WorksiteFilters, context: SubgraphContext) =>
      listWorksites(filters, context),
    worksite: (_: unknown, { id }: { id: string }, context: SubgraphContext) =>
      worksiteLoader(context).load(id),
  },
  Mutation: worksiteMutations,
  Province: {
    worksites: ({ code }: { code: string }, args: WorksiteFilters, context: SubgraphContext) =>
      listWorksites({ ...args, province: code }, context, 'province'),
  },
  Commune: {
    worksites: ({ code }: { code: string }, args: WorksiteFilters, context: SubgraphContext) =>
      listWorksites({ ...args, commune: code }, context, 'commune'),
  },
  Worksite: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) =>
      worksiteLoader(context).load(id),
    province: (worksite: Worksite) => findProvince(worksite.province),
    commune: (worksite: Worksite) => findCommune(worksite.commune),
    agreements: async (worksite: Worksite, _: unknown, context: SubgraphContext) => {
      const ids = await planningLoader(context).load(worksite.id);
      return ids.map((id) => ({ id }));
    },
  },
  WorksiteBasis: {
    agreement: (basis: Basis) => ({ id: basis.agreementId }),
  },
};
