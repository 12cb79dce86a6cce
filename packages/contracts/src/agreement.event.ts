import { defineThing } from './contract.ts';
import {
  communeCode,
  count,
  day,
  edition,
  id,
  money,
  noCommune,
  nullable,
  oneOf,
  revision,
  sample,
  sector,
  size,
  stamp,
  text,
  version,
} from './field.ts';
import { type Static, Type } from './type.ts';

export const agreementStatuses = ['DRAFT', 'APPROVED', 'IN_FORCE', 'CANCELLED'] as const;
export type AgreementStatus = (typeof agreementStatuses)[number];

export const sessionKinds = ['ORDINARY', 'EXTRAORDINARY'] as const;
export type SessionKind = (typeof sessionKinds)[number];

export const partyKinds = ['COUNCIL', 'PARTNER', 'MINISTRY', 'DECONCENTRATED_SERVICE'] as const;
export type PartyKind = (typeof partyKinds)[number];

const party = Type.Object({
  id: id('The party within this agreement; the same in each revision it stands in.'),
  kind: oneOf(partyKinds, 'What signs: the council, the partner, a ministry or one of its local services.'),
  nameAr: text("The institution's name in Arabic. Never a person's."),
  nameFr: text("The institution's name in French. Never a person's."),
  signedOn: nullable(day('When it signed this revision; `null` while it has not.')),
});

const line = Type.Object({
  lineId: id('The line; the same in each revision it stands in.'),
  worksiteId: id('The worksite it is for. Several lines, also of several agreements, may name one worksite.'),
  commune: communeCode('Commune of that worksite.'),
  sector,
  size,
  worksiteNameAr: text("The worksite's name in Arabic."),
  worksiteNameFr: text("The worksite's name in French."),
  jobs: count('jobs', 'Places to be filled.', 1),
  personMonths: count('person-months', 'Work planned: one person employed for one month is one.', 1),
  grant: money('Supervision grant for this line.'),
});

const revisionData = Type.Object({
  revision: revision('Its number: 1 is the first, each amendment adds one.'),
  approval: nullable(
    Type.Object(
      {
        sessionKind: oneOf(sessionKinds, "Kind of the council's session."),
        heldOn: day('Day of the session.'),
      },
      {
        description:
          'The session of the provincial council that approved this revision; `null` while none has.',
      },
    ),
  ),
  startsOn: day('First day it covers.'),
  endsOn: day('Last day it covers.'),
  parties: Type.Array(party, { minItems: 1, description: 'Who signs it.' }),
  lines: Type.Array(line, { minItems: 1, description: 'What it pays for.' }),
  fundedBy: nullable(
    Type.Object(
      {
        commitmentId: id('The commitment.'),
        version: version('Its version that reserved the grant of this very revision.'),
      },
      {
        description:
          'The commitment that funds this revision, as far as partner knows of it; `null` while there is none.',
      },
    ),
  ),
  source: nullable(
    Type.Object(
      {
        title: text('Title of the publication.'),
        url: nullable(text('Its address, where it has one.')),
        publishedOn: nullable(day('Day of publication; `null` where the publication does not tell.')),
        printedGrant: nullable(
          text('The amount exactly as printed there, where it reads otherwise than the value. Not a number.'),
        ),
      },
      {
        description:
          'The publication that its figures come from; `null` when they were entered by the province itself.',
      },
    ),
  ),
});

export const agreement = defineThing({
  service: 'partner',
  thing: 'agreement',
  summary:
    'What the provincial council, a partner and State services sign: lines with jobs, person-months and grant, in legal revisions.',
  events: {
    drafted: 'It was entered with its first revision.',
    approved: 'The provincial council approved the current revision in a session.',
    signed: 'One party signed the current revision.',
    amended:
      'A new revision was entered, to be approved, funded and signed; the former stays in force until then.',
    'funding-noted':
      'A commitment that funds the current revision became known, or was lost; nothing else changed.',
    'entered-into-force': 'All parties have signed the current revision and a commitment funds it.',
    cancelled: 'It was ended before its time; nothing may be opened, hired or paid under it any more.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune: noCommune,
    reference: text('Reference by which the province knows it.'),
    partnerId: id('The partner that carries it.'),
    status: oneOf(
      agreementStatuses,
      '`DRAFT`: no revision was approved yet; `APPROVED`: the current one was, none is in force; `IN_FORCE`: some revision is; `CANCELLED`.',
    ),
    currentRevision: revision('The latest revision.'),
    inForceRevision: nullable(revision('The revision that holds today; `null` while none does.')),
    revisions: Type.Array(revisionData, { minItems: 1, description: 'All of them, the first first.' }),
    cancellation: nullable(
      Type.Object(
        { on: day('Day from which it is cancelled.'), reason: text('Why.') },
        { description: '`null` unless it was cancelled.' },
      ),
    ),
    sample,
  }),
});

export type AgreementState = Static<typeof agreement.schema>;
export type AgreementRevision = AgreementState['revisions'][number];
export type AgreementLine = AgreementRevision['lines'][number];
export type AgreementParty = AgreementRevision['parties'][number];
