import { type CommitmentState, commitment, commitmentId } from '@awrach/contracts';
import {
  caller,
  type OpenedSubgraph,
  openSubgraph,
  received,
} from '../../../packages/subgraph/test/opened-subgraph.ts';
import { service } from '../src/service.ts';

/** The service on a database of its own. */
export const openPartnerService = (): Promise<OpenedSubgraph> => openSubgraph(service);

let numbers = 0;
/** A text that no other test has. */
export const fresh = (what: string): string => `${what}-${++numbers}-test`;

/** Has somebody's province do something; the payload's fields are given. */
export const change = (
  service: OpenedSubgraph,
  mutation: string,
  input: Record<string, unknown>,
  fields: string,
  province = '05.301',
) =>
  service.ask(
    caller('province', { province }),
    `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${fields} } }`,
    { input: { idempotencyKey: fresh('key'), ...input } },
  );

export const aPartner = (province = '05.301') => ({
  province,
  kind: 'ASSOCIATION',
  nameAr: 'جمعية (عينة)',
  nameFr: 'Association (exemple)',
  registrationNumber: fresh('number'),
});

/** A partner that the province's committee has selected. @returns its id */
export async function selectedPartner(service: OpenedSubgraph, province = '05.301'): Promise<string> {
  const { data } = await change(service, 'registerPartner', aPartner(province), 'partner { id }', province);
  const partnerId: string = data.registerPartner.partner.id;
  const decision = {
    partnerId,
    province,
    edition: 2022,
    decision: 'SELECTED',
    score: 70,
    decidedOn: '2022-04-01',
  };
  await change(service, 'recordSelection', decision, 'receipt', province);
  return partnerId;
}

export const aDraft = (partnerId: string, more: object = {}) => ({
  province: '05.301',
  edition: 2022,
  reference: fresh('reference'),
  partnerId,
  startsOn: '2022-06-01',
  endsOn: '2022-11-30',
  parties: [
    { kind: 'COUNCIL', nameAr: 'المجلس', nameFr: 'Conseil' },
    { kind: 'PARTNER', nameAr: 'الجمعية', nameFr: 'Association' },
  ],
  lines: [
    {
      worksite: {
        commune: '05.301.01.01',
        sector: 'ENVIRONMENT',
        size: 'SMALL',
        nameAr: 'ورش',
        nameFr: 'Chantier',
      },
      jobs: 10,
      personMonths: 60,
      grant: '7600.00',
    },
  ],
  ...more,
});

/** Finance's answer to an agreement's revision. */
export const answered = (
  agreementId: string,
  decision: CommitmentState['decision'],
  revision = 1,
  version = revision,
) =>
  received(commitment, {
    id: commitmentId(agreementId),
    version,
    recordedAt: '2022-05-20T09:30:00.000000Z',
    province: '05.301',
    edition: 2022,
    commune: null,
    agreementId,
    revision,
    decision,
    amount: decision === 'RESERVED' ? '7600.00' : '0.00',
    requested: '7600.00',
    reason: decision === 'REFUSED' ? 'ENVELOPE_EXCEEDED' : null,
    basis: { agreementVersion: 2 },
  });
