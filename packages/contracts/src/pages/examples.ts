import type { AgreementState } from '../agreement.event.ts';
import type { CommitmentState } from '../commitment.event.ts';
import type { Thing, ThingState } from '../contract.ts';
import type { DeadLetterState } from '../dead-letter.event.ts';
import { commitmentId, envelopeId, selectionId, trancheId } from '../derived-id.ts';
import type { EnvelopeState } from '../envelope.event.ts';
import type { PartnerState } from '../partner.event.ts';
import type { PaymentState } from '../payment.event.ts';
import type { PersonState } from '../person.event.ts';
import type { PlacementState } from '../placement.event.ts';
import type { SelectionState } from '../selection.event.ts';
import type { TrancheState } from '../tranche.event.ts';
import type { WorksiteState } from '../worksite.event.ts';

/** One message a page: what happened, and the thing after it. */
export interface Example<State extends ThingState = ThingState> {
  readonly event: string;
  readonly eventId: string;
  readonly data: State;
}

// One small story, invented: an association of Khénifra, its agreement, its worksite, one person hired, one tranche paid.
const partner = '0197a3c4-52e0-7d1b-8f6a-2c9e41b7d305';
const agreement = '0197a3c9-0b74-7e52-9a1d-6f3308c5e271';
const worksite = '0197a3c9-0b75-7a46-8c90-1d5be2f7a964';
const line = '0197a3c9-0b76-71f8-b3d2-94c06ea85b1f';
const person = '0197a41e-6d02-7c3a-a5f1-70b8d92e6c43';
const place = { province: '05.301', edition: 2022, commune: '05.301.03.05' };
const inProvince = { ...place, commune: null };
const names = {
  council: 'b3f0a7d2-58c1-5e94-8a36-0d7c92e41f65',
  partner: '6c1e8f04-7b29-5d3a-9e50-f2a4b8d61c73',
};

const partnerRegistered: Example<PartnerState> = {
  event: 'registered',
  eventId: '0197a3c4-52e1-7f60-93b4-5a8d07c2e916',
  data: {
    id: partner,
    version: 1,
    recordedAt: '2022-01-18T09:12:44.031877Z',
    province: '05.301',
    edition: null,
    commune: null,
    kind: 'ASSOCIATION',
    nameAr: 'جمعية أرز المستقبل (عينة)',
    nameFr: 'Association Cèdre d’Avenir (exemple)',
    registrationNumber: 'EX-301-0007',
    sample: true,
  },
};

const selectionRecorded: Example<SelectionState> = {
  event: 'recorded',
  eventId: '0197a3c6-91d8-7b05-8e27-c40f6d13a2b9',
  data: {
    id: selectionId('05.301', 2022, partner),
    version: 1,
    recordedAt: '2022-01-27T15:40:02.550213Z',
    ...inProvince,
    partnerId: partner,
    decision: 'SELECTED',
    score: 78,
    criteria: [
      { name: 'Expérience des chantiers', score: 31, outOf: 40 },
      { name: 'Moyens d’encadrement', score: 27, outOf: 30 },
      { name: 'Ancrage dans la commune', score: 20, outOf: 30 },
    ],
    reason: null,
    decidedOn: '2022-01-26',
  },
};

const agreementInForce: Example<AgreementState> = {
  event: 'entered-into-force',
  eventId: '0197a3d2-7c19-7a83-b6e5-38f1d04b9c57',
  data: {
    id: agreement,
    version: 5,
    recordedAt: '2022-02-21T11:05:37.904116Z',
    ...inProvince,
    reference: 'KHN-2022-017',
    partnerId: partner,
    status: 'IN_FORCE',
    currentRevision: 1,
    inForceRevision: 1,
    revisions: [
      {
        revision: 1,
        approval: { sessionKind: 'EXTRAORDINARY', heldOn: '2022-02-07' },
        startsOn: '2022-03-01',
        endsOn: '2022-08-31',
        parties: [
          {
            id: names.council,
            kind: 'COUNCIL',
            nameAr: 'المجلس الإقليمي لخنيفرة',
            nameFr: 'Conseil provincial de Khénifra',
            signedOn: '2022-02-14',
          },
          {
            id: names.partner,
            kind: 'PARTNER',
            nameAr: 'جمعية أرز المستقبل (عينة)',
            nameFr: 'Association Cèdre d’Avenir (exemple)',
            signedOn: '2022-02-21',
          },
        ],
        lines: [
          {
            lineId: line,
            worksiteId: worksite,
            commune: place.commune,
            sector: 'ENVIRONMENT',
            size: 'SMALL',
            worksiteNameAr: 'غرس الأشجار على ضفاف الواد (عينة)',
            worksiteNameFr: 'Plantation des berges de l’oued (exemple)',
            jobs: 13,
            personMonths: 78,
            grant: '9880.00',
          },
        ],
        fundedBy: { commitmentId: commitmentId(agreement), version: 1 },
        source: null,
      },
    ],
    cancellation: null,
    sample: true,
  },
};

const envelopeDrawn: Example<EnvelopeState> = {
  event: 'drawn',
  eventId: '0197a3cb-2e47-7d96-a0c8-51b7f8e3064d',
  data: {
    id: envelopeId('05.301', 2022),
    version: 18,
    recordedAt: '2022-02-07T16:20:11.306790Z',
    ...inProvince,
    amount: '1000000.00',
    reserved: '161880.00',
  },
};

const commitmentReserved: Example<CommitmentState> = {
  event: 'reserved',
  eventId: '0197a3cb-2e46-7408-9d5b-e7c2a016f83a',
  data: {
    id: commitmentId(agreement),
    version: 1,
    recordedAt: '2022-02-07T16:20:11.306790Z',
    ...inProvince,
    agreementId: agreement,
    revision: 1,
    decision: 'RESERVED',
    amount: '9880.00',
    requested: '9880.00',
    reason: null,
    basis: { agreementVersion: 2 },
  },
};

const worksiteOpened: Example<WorksiteState> = {
  event: 'opened',
  eventId: '0197a3e8-45b0-7c21-8f7e-960d3ab5c2e4',
  data: {
    id: worksite,
    version: 2,
    recordedAt: '2022-03-01T08:31:59.118402Z',
    ...place,
    status: 'OPEN',
    sector: 'ENVIRONMENT',
    size: 'SMALL',
    nameAr: 'غرس الأشجار على ضفاف الواد (عينة)',
    nameFr: 'Plantation des berges de l’oued (exemple)',
    openedOn: '2022-03-01',
    suspensions: [],
    closedOn: null,
    outcome: null,
    basis: { agreementId: agreement, agreementVersion: 5, revision: 1 },
    sample: true,
  },
};

const personRegistered: Example<PersonState> = {
  event: 'registered',
  eventId: '0197a41e-6d03-79be-bd40-2fe6815ca073',
  data: {
    id: person,
    version: 1,
    recordedAt: '2022-03-02T10:02:26.771934Z',
    province: '05.301',
    edition: null,
    commune: null,
    gender: 'FEMALE',
    ageBand: '25-34',
    milieu: 'RURAL',
    category: 'LOST_WORK',
  },
};

const placementStarted: Example<PlacementState> = {
  event: 'started',
  eventId: '0197a41f-08c4-7512-a9f3-b6d47e20c518',
  data: {
    id: '0197a41f-08c3-7e8d-84a7-03c95fb1d26e',
    version: 1,
    recordedAt: '2022-03-02T10:03:06.245508Z',
    ...place,
    personId: person,
    worksiteId: worksite,
    agreementId: agreement,
    lineId: line,
    startsOn: '2022-03-07',
    endsOn: '2022-08-31',
    status: 'ACTIVE',
    endReason: null,
    groundLost: null,
    basis: { worksiteVersion: 2, agreementVersion: 5 },
  },
};

const tranchePaidInPart: Example<TrancheState> = {
  event: 'paid-in-part',
  eventId: '0197a4b6-f35d-70c7-9218-d84e6b0fa7c5',
  data: {
    id: trancheId(agreement, worksite, 'OPENING'),
    version: 2,
    recordedAt: '2022-03-24T13:47:50.689275Z',
    ...place,
    agreementId: agreement,
    worksiteId: worksite,
    partnerId: partner,
    step: 'OPENING',
    amount: '4940.00',
    paid: '3000.00',
    dueOn: '2022-03-01',
    payBy: '2022-03-31',
    status: 'DUE',
    rule: { id: 'half-on-opening', source: 'Règle d’exemple, inventée, 2022-01-01' },
    basis: { worksiteVersion: 2, agreementVersion: 5 },
  },
};

const paymentRecorded: Example<PaymentState> = {
  event: 'recorded',
  eventId: '0197a4b6-f35c-7b3f-86e1-4a0d9c72f5b8',
  data: {
    id: '0197a4b6-f35b-7d64-b1c9-57e80f2a63d9',
    version: 1,
    recordedAt: '2022-03-24T13:47:50.689275Z',
    ...place,
    trancheId: trancheId(agreement, worksite, 'OPENING'),
    agreementId: agreement,
    worksiteId: worksite,
    partnerId: partner,
    amount: '3000.00',
    paidOn: '2022-03-23',
    reference: 'OP-EX-2022-0031',
  },
};

const deadLetterSetAside: Example<DeadLetterState> = {
  event: 'set-aside',
  eventId: '0197a502-19ea-7f07-8b5c-63d1e4a097b2',
  data: {
    id: '0197a502-19e9-7a9c-9640-c8f72b05d3e1',
    version: 1,
    recordedAt: '2022-04-06T07:58:13.420661Z',
    province: '',
    edition: null,
    commune: null,
    reason: 'not-json',
    detail: 'Unexpected token \'h\', "hello" is not valid JSON',
    origin: {
      topic: 'awrach.partner.agreement',
      partition: 7,
      offset: '4182',
      log: '5f0c7b62-8d3e-4a91-b7c4-2e6d90a1f358',
    },
    headers: { 'content-type': 'text/plain' },
    value: 'aGVsbG8=',
  },
};

/** By thing. A test holds that each fits what its source may write. */
export const examples: Readonly<Record<Thing, Example>> = {
  partner: partnerRegistered,
  selection: selectionRecorded,
  agreement: agreementInForce,
  envelope: envelopeDrawn,
  commitment: commitmentReserved,
  tranche: tranchePaidInPart,
  payment: paymentRecorded,
  worksite: worksiteOpened,
  person: personRegistered,
  placement: placementStarted,
  'dead-letter': deadLetterSetAside,
};
