import { randomUUID } from 'node:crypto';
import type {
  AgreementLine,
  AgreementRevision,
  AgreementState,
  CommitmentState,
  PaymentState,
  PlacementState,
  WorksiteState,
} from '@awrach/contracts';

/** Khénifra, its town and the commune of M'rirt; Guelmim with one commune; each in a region of its own. */
export const khenifra = '05.301';
export const town = '05.301.01.01';
export const mrirt = '05.301.01.05';
export const guelmim = '10.261';

type Stamped<State> = Omit<State, 'version' | 'recordedAt'> & { version: number; recordedAt: string };

const stamp = () => ({ id: randomUUID(), version: 1, recordedAt: '2022-05-01T08:00:00.000000Z' });

export const aLine = (more: Partial<AgreementLine> = {}): AgreementLine => ({
  lineId: randomUUID(),
  worksiteId: randomUUID(),
  commune: town,
  sector: 'ENVIRONMENT',
  size: 'SMALL',
  worksiteNameAr: 'ورش',
  worksiteNameFr: 'Chantier',
  jobs: 10,
  personMonths: 40,
  grant: '7600.00',
  ...more,
});

export const aRevision = (more: Partial<AgreementRevision> = {}): AgreementRevision => ({
  revision: 1,
  approval: { sessionKind: 'ORDINARY', heldOn: '2022-04-18' },
  startsOn: '2022-05-10',
  endsOn: '2022-12-31',
  parties: [{ id: randomUUID(), kind: 'COUNCIL', nameAr: 'مجلس', nameFr: 'Conseil', signedOn: null }],
  lines: [aLine()],
  fundedBy: null,
  source: null,
  ...more,
});

export const anAgreement = (more: Partial<AgreementState> = {}): Stamped<AgreementState> => ({
  ...stamp(),
  province: khenifra,
  edition: 2022,
  commune: null,
  reference: randomUUID().slice(0, 8),
  partnerId: randomUUID(),
  status: 'APPROVED',
  currentRevision: 1,
  inForceRevision: null,
  revisions: [aRevision()],
  cancellation: null,
  sample: true,
  ...more,
});

export const aCommitment = (more: Partial<CommitmentState> = {}): Stamped<CommitmentState> => ({
  ...stamp(),
  province: khenifra,
  edition: 2022,
  commune: null,
  agreementId: randomUUID(),
  revision: 1,
  decision: 'RESERVED',
  amount: '7600.00',
  requested: '7600.00',
  reason: null,
  basis: { agreementVersion: 2 },
  ...more,
});

export const aWorksite = (more: Partial<WorksiteState> = {}): Stamped<WorksiteState> => ({
  ...stamp(),
  province: khenifra,
  edition: 2022,
  commune: town,
  status: 'OPEN',
  sector: 'ENVIRONMENT',
  size: 'SMALL',
  nameAr: 'ورش',
  nameFr: 'Chantier',
  openedOn: '2022-06-01',
  suspensions: [],
  closedOn: null,
  outcome: null,
  basis: null,
  sample: true,
  ...more,
});

export const aPlacement = (more: Partial<PlacementState> = {}): Stamped<PlacementState> => ({
  ...stamp(),
  province: khenifra,
  edition: 2022,
  commune: town,
  personId: randomUUID(),
  worksiteId: randomUUID(),
  agreementId: randomUUID(),
  lineId: randomUUID(),
  startsOn: '2022-06-01',
  endsOn: '2022-09-30',
  status: 'ACTIVE',
  endReason: null,
  groundLost: null,
  basis: { worksiteVersion: 2, agreementVersion: 4 },
  ...more,
});

export const aPayment = (more: Partial<PaymentState> = {}): Stamped<PaymentState> => ({
  ...stamp(),
  province: khenifra,
  edition: 2022,
  commune: town,
  trancheId: randomUUID(),
  agreementId: randomUUID(),
  worksiteId: randomUUID(),
  partnerId: randomUUID(),
  amount: '3800.00',
  paidOn: '2022-07-01',
  reference: 'OP 12',
  ...more,
});
