import {
  type MutationInput,
  type PageArguments,
  page,
  type ReceiptText,
  type SubgraphContext,
} from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { v7 as newId } from 'uuid';
import { AgreementEntity } from '../agreement/agreement.entity.ts';
import { type Selection, SelectionEntity } from '../selection/selection.entity.ts';
import { type Partner, PartnerEntity, partners } from './partner.entity.ts';
import { type RegisterPartner, register } from './partner.rules.ts';

interface PartnerFilters extends PageArguments {
  readonly province?: string | null;
  readonly kind?: Partner['kind'] | null;
  readonly including?: readonly ReceiptText[] | null;
}

async function listPartners(filters: PartnerFilters, context: SubgraphContext) {
  await context.holding(filters.including);
  const query = context.read.createQueryBuilder(PartnerEntity, 'partner').where('true');
  if (filters.province) query.andWhere('partner.province = :province', { province: filters.province });
  if (filters.kind) query.andWhere('partner.kind = :kind', { kind: filters.kind });
  return page(query, filters);
}

/** Partners by id, all that one request asks for in one query. */
export const partnerLoader = (context: SubgraphContext) =>
  context.loader<string, Partner | null>('partner', async (ids) => {
    const rows = await context.read.createQueryBuilder(PartnerEntity, 'partner').whereInIds(ids).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });

const selectionLoader = (context: SubgraphContext) =>
  context.loader<string, readonly Selection[]>('selections of a partner', async (ids) => {
    const rows = await context.read
      .createQueryBuilder(SelectionEntity, 'selection')
      .where('selection.partnerId in (:...ids)', { ids })
      .orderBy('selection.edition')
      .addOrderBy('selection.province')
      .getMany();
    return ids.map((id) => rows.filter((row) => row.partnerId === id));
  });

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
      const { id, receipt } = await context.write('registerPartner', input, async (work) => {
        const { province, registrationNumber } = input;
        const taken = await work.manager.existsBy(PartnerEntity, { province, registrationNumber });
        return work.create(partners, register(newId(), input, taken));
      });
      return { partner: await partnerLoader(context).load(id), receipt };
    },
  },
  Partner: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) => partnerLoader(context).load(id),
    province: (partner: Partner) => findProvince(partner.province),
    selections: (partner: Partner, _: unknown, context: SubgraphContext) =>
      selectionLoader(context).load(partner.id),
    agreements: (partner: Partner, args: PageArguments, context: SubgraphContext) =>
      page(
        context.read
          .createQueryBuilder(AgreementEntity, 'agreement')
          .where('agreement.partnerId = :id', { id: partner.id }),
        args,
      ),
  },
  Province: {
    partners: ({ code }: { code: string }, args: PartnerFilters, context: SubgraphContext) =>
      listPartners({ ...args, province: code }, context),
  },
};
