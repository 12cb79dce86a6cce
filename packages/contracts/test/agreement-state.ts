import type { AgreementLine, AgreementRevision, AgreementState } from '../src/index.ts';

type LineWish = Pick<AgreementLine, 'lineId' | 'worksiteId'> & Partial<AgreementLine>;
type RevisionWish = Partial<Omit<AgreementRevision, 'lines'>> & { readonly lines: readonly LineWish[] };

/** What an agreement of Khénifra looks like: only what matters to a test has to be said. */
export function agreementState(
  wish: Partial<Omit<AgreementState, 'revisions'>> &
    Pick<AgreementState, 'id' | 'version' | 'status'> & { readonly revisions: readonly RevisionWish[] },
): AgreementState {
  const { revisions, ...rest } = wish;
  return {
    recordedAt: '2022-02-01T09:30:00.000000Z',
    province: '05.301',
    edition: 2022,
    commune: null,
    reference: 'KHN-2022-001',
    partnerId: '01980000-0000-7000-8000-00000000aaaa',
    currentRevision: revisions.length,
    inForceRevision: wish.status === 'IN_FORCE' ? revisions.length : null,
    cancellation: wish.status === 'CANCELLED' ? { on: '2022-05-01', reason: 'The partner gave up.' } : null,
    sample: true,
    ...rest,
    revisions: revisions.map((revision, i) => revisionOf(revision, i + 1)),
  };
}

/** Approved, signed by all and funded, unless it is said otherwise. */
function revisionOf({ lines, ...rest }: RevisionWish, revision: number): AgreementRevision {
  return {
    revision,
    approval: { sessionKind: 'ORDINARY', heldOn: '2022-01-10' },
    startsOn: '2022-02-01',
    endsOn: '2022-12-31',
    parties: [signed('COUNCIL'), signed('PARTNER')],
    fundedBy: { commitmentId: '01980000-0000-7000-8000-00000000cccc', version: 1 },
    source: null,
    ...rest,
    lines: lines.map((line) => ({
      commune: '05.301.01.01',
      sector: 'ENVIRONMENT',
      size: 'SMALL',
      worksiteNameAr: 'ورش المنبع',
      worksiteNameFr: 'Chantier de la source',
      jobs: 10,
      personMonths: 60,
      grant: '7600.00',
      ...line,
    })),
  };
}

const signed = (kind: AgreementRevision['parties'][number]['kind']) => ({
  id: kind === 'COUNCIL' ? '01980000-0000-7000-8000-00000000dd01' : '01980000-0000-7000-8000-00000000dd02',
  kind,
  nameAr: 'هيئة',
  nameFr: 'Organisme',
  signedOn: '2022-01-20',
});

/** Parties of which one has not signed. */
export const unsigned: AgreementRevision['parties'] = [
  signed('COUNCIL'),
  { ...signed('PARTNER'), signedOn: null },
];
