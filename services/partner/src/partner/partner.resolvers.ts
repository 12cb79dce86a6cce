import type { MutationInput, PageArguments, SubgraphContext } from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { v7 as newId } from 'uuid';
import { listAgreements } from '../agreement/agreement.query.ts';
import { selectionsOfPartner } from '../selection/selection.query.ts';
import { type Partner, partners } from './partner.entity.ts';
import { listPartners, type PartnerFilters, partnerLoader } from './partner.query.ts';
import { type RegisterPartner, register } from './partner.rules.ts';

export const partnerResolvers = {
  Query: {
    partners: (_: unknown, filters: PartnerFilters, context: SubgraphContext) =>
      listPartners(filters, context),
    partner: (_: unknown, { id }: { id: string }, context: SubgraphContext) =>
      partnerLoader(context).load(id),
  },
  Mutation: {
    async registerPartner(
      _: unknown,
      { input }: { input: MutationInput & RegisterPartner },
      context: SubgraphContext,
    ) {
      const { thing, receipt } = await context.write('registerPartner', partners, input, (work) =>
        work.create(partners, register(newId(), input)),
      );
      return { partner: thing, receipt };
    },
  },
  Partner: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) => partnerLoader(context).load(id),
    province: (partner: Partner) => findProvince(partner.province),
    selections: (partner: Partner, _: unknown, context: SubgraphContext) =>
      selectionsOfPartner(context).load(partner.id),
    agreements: (partner: Partner, args: PageArguments, context: SubgraphContext) =>
      listAgreements({ ...args, partnerId: partner.id }, context, 'partnerId'),
  },
  Province: {
    partners: ({ code }: { code: string }, args: PartnerFilters, context: SubgraphContext) =>
      listPartners({ ...args, province: code }, context, 'province'),
  },
};
