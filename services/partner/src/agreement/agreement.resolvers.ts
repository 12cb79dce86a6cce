import { type SubgraphContext, sum } from '@awrach/subgraph';
import { findCommune, findProvince } from '@awrach/territory';
import { partnerLoader } from '../partner/partner.query.ts';
import { agreementMutations } from './agreement.mutations.ts';
import { type AgreementFilters, agreementLoader, listAgreements } from './agreement.query.ts';
import { type Agreement, currentRevision, type Line, type Revision, revisionNumbered } from './agreement.ts';

export const agreementResolvers = {
  Query: {
    agreements: (_: unknown, filters: AgreementFilters, context: SubgraphContext) =>
      listAgreements(filters, context),
    agreement: (_: unknown, { id }: { id: string }, context: SubgraphContext) =>
      agreementLoader(context).load(id),
  },
  Mutation: agreementMutations,
  Province: {
    agreements: ({ code }: { code: string }, args: AgreementFilters, context: SubgraphContext) =>
      listAgreements({ ...args, province: code }, context, 'province'),
  },
  Agreement: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) =>
      agreementLoader(context).load(id),
    partner: (agreement: Agreement, _: unknown, context: SubgraphContext) =>
      partnerLoader(context).load(agreement.partnerId),
    province: (agreement: Agreement) => findProvince(agreement.province),
    currentRevision,
    inForceRevision: (agreement: Agreement) =>
      agreement.inForceRevision === null ? null : revisionNumbered(agreement, agreement.inForceRevision),
  },
  AgreementRevision: {
    jobs: ({ lines }: Revision) => lines.reduce((total, line) => total + line.jobs, 0),
    grant: ({ lines }: Revision) => sum(lines.map((line) => line.grant)),
    funded: ({ fundedBy }: Revision) => fundedBy !== null,
  },
  AgreementLine: {
    id: (line: Line) => line.lineId,
    worksite: (line: Line) => ({ id: line.worksiteId }),
    commune: (line: Line) => findCommune(line.commune),
  },
};
