import { commitmentId, type TrancheStep, trancheId } from '@awrach/contracts';
import { days, draftInput, session } from '../../testkit/agreement.ts';
import type { Chance } from '../../testkit/chance.ts';
import type { Desk } from './desk.ts';
import { centimes, dirhams } from './money.ts';

/** One agreement with its worksite and the people there, as the file of it lies on a clerk's desk. */
export interface AgreementFile {
  /** Unlike any other of the run, and the same in every run of the seed. */
  readonly name: string;
  readonly agreementId: string;
  readonly partyIds: readonly string[];
  readonly lineId: string;
  readonly worksiteId: string;
  readonly jobs: number;
  /** Centimes. */
  readonly grant: number;
  /** Of all that was written, what the next step must know of. */
  readonly receipts: readonly string[];
  readonly placementIds: readonly string[];
}

type Drafted = {
  agreement: {
    id: string;
    currentRevision: { parties: { id: string }[]; lines: { id: string; worksite: { id: string } }[] };
  };
};

export async function draft(desk: Desk, name: string, partnerId: string, chance: Chance) {
  const jobs = 2 + chance.below(4);
  const grant = 20_000 * (1 + chance.below(50));
  const input = draftInput({ ...desk, communes: [chance.one(desk.communes)] }, partnerId, {
    jobs: [jobs],
    grant: dirhams(grant),
  });
  const { agreement, receipt } = await desk.write<Drafted>(
    {
      kind: 'agreement',
      mutation: 'draftAgreement',
      name,
      input: { ...input, reference: name },
      selection: 'agreement { id currentRevision { parties { id } lines { id worksite { id } } } }',
    },
    (payload) => payload.agreement.id,
  );
  const { parties, lines } = agreement.currentRevision;
  desk.ledger.expect('agreement', agreement.id, { reference: name, status: 'DRAFT', current_revision: '1' });
  const file: AgreementFile = {
    name,
    agreementId: agreement.id,
    partyIds: parties.map(({ id }) => id),
    lineId: lines[0]?.id ?? '',
    worksiteId: lines[0]?.worksite.id ?? '',
    jobs,
    grant,
    receipts: [receipt],
    placementIds: [],
  };
  return file;
}

/** One mutation on the agreement itself. */
async function step(desk: Desk, file: AgreementFile, mutation: string, input: object, name = file.name) {
  const { agreementId, receipts } = file;
  const { receipt } = await desk.write(
    { kind: 'agreement', mutation, name, input: { ...input, agreementId, including: receipts.slice(-4) } },
    () => agreementId,
  );
  return { ...file, receipts: [...receipts, receipt] };
}

export async function approve(desk: Desk, file: AgreementFile): Promise<AgreementFile> {
  const approved = await step(desk, file, 'approveAgreement', { session });
  desk.ledger.expect('agreement', file.agreementId, { status: 'APPROVED' });
  desk.ledger.expect('worksite', file.worksiteId, { status: 'PLANNED' });
  reserve(desk, approved);
  return approved;
}

/** Finance will hold this for it: the envelopes of the suite have room for all. */
const reserve = (desk: Desk, { agreementId, grant }: AgreementFile) =>
  desk.ledger.expect('commitment', commitmentId(agreementId), {
    decision: 'RESERVED',
    amount: String(grant),
  });

/** All parties sign the current revision, one after the other. */
export async function sign(desk: Desk, file: AgreementFile, revision = 1): Promise<AgreementFile> {
  let signed = file;
  for (const [i, partyId] of file.partyIds.entries()) {
    const name = `${file.name}.${revision}.${i + 1}`;
    signed = await step(desk, signed, 'signAgreement', { partyId, signedOn: days.signature }, name);
  }
  desk.ledger.expect('agreement', file.agreementId, {
    status: 'IN_FORCE',
    in_force_revision: String(revision),
  });
  return signed;
}

/** A second revision with one job more and as much more money for it, approved as it is entered, and signed. */
export async function amend(desk: Desk, file: AgreementFile): Promise<AgreementFile> {
  const { lineId, worksiteId } = file;
  const jobs = file.jobs + 1;
  const grant = file.grant + 20_000;
  const line = { lineId, worksiteId, jobs, personMonths: jobs * 6, grant: dirhams(grant) };
  const amended = await step(desk, { ...file, jobs, grant }, 'amendAgreement', {
    startsOn: days.start,
    endsOn: days.end,
    lines: [line],
    session,
  });
  desk.ledger.expect('agreement', file.agreementId, { current_revision: '2' });
  reserve(desk, amended);
  return sign(desk, amended, 2);
}

/** Its grant is released, and work on its worksite, if it was open, stands still. */
export async function cancel(desk: Desk, file: AgreementFile, worksite: string): Promise<AgreementFile> {
  const cancelled = await step(desk, file, 'cancelAgreement', {
    cancelledOn: days.suspension,
    reason: 'انسحاب الشريك',
  });
  const { agreementId, worksiteId } = file;
  desk.ledger.expect('agreement', agreementId, { status: 'CANCELLED', in_force_revision: null });
  desk.ledger.expect('commitment', commitmentId(agreementId), { decision: 'RELEASED', amount: '0' });
  desk.ledger.expect('worksite', worksiteId, { status: worksite });
  return cancelled;
}

/** What falls due to the partner, and is paid at once, half of it or all. */
export async function pay(
  desk: Desk,
  file: AgreementFile,
  due: { readonly step: TrancheStep; readonly amount: number; readonly half: boolean },
): Promise<AgreementFile> {
  const { agreementId, name, receipts, worksiteId } = file;
  const id = trancheId(agreementId, worksiteId, due.step);
  const paid = due.half ? due.amount / 2 : due.amount;
  const reference = `${name} ${due.step}`;
  const { payment, receipt } = await desk.write<{ payment: { id: string } }>(
    {
      as: 'council',
      kind: 'payment',
      mutation: 'recordPayment',
      name: reference,
      input: {
        including: receipts.slice(-4),
        trancheId: id,
        amount: dirhams(paid),
        paidOn: days.end,
        reference,
      },
      selection: 'payment { id }',
    },
    (payload) => payload.payment.id,
  );
  desk.ledger.expect('payment', payment.id, { amount: centimes(paid), tranche_id: id, reference });
  desk.ledger.expect('tranche', id, {
    amount: centimes(due.amount),
    paid: centimes(paid),
    status: due.half ? 'DUE' : 'PAID',
  });
  return { ...file, receipts: [...receipts, receipt] };
}
