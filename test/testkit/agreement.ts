import { newKey, unusual } from './names.ts';
import type { Office } from './office.ts';

/** What an agreement of a story is to be; what is left out is ordinary. */
export interface Draft {
  readonly partnerId?: string;
  /** Places to be filled, by line; one line of ten without it. */
  readonly jobs?: readonly number[];
  /** Dirhams for each line. */
  readonly grant?: string;
  /** Worksites that are planned already, by line. */
  readonly worksiteIds?: readonly string[];
}

/** An agreement as a province's clerk has it in hand. Each step is taken with the receipts of those before. */
export interface Agreement {
  readonly id: string;
  readonly partnerId: string;
  readonly parties: readonly { readonly id: string }[];
  readonly lines: readonly { readonly id: string; readonly worksite: { readonly id: string } }[];
  /** The first line's worksite. */
  readonly worksiteId: string;
  /** Proofs of all that was written of it so far. */
  readonly receipts: string[];
  /** @returns how its current revision stands then */
  approve(): Promise<string>;
  /** All parties sign, one after the other. @returns how its current revision stands then */
  sign(): Promise<string>;
  /** Work begins on all its worksites. */
  open(): Promise<void>;
  amend(jobs: readonly number[], grant: string): Promise<string>;
  cancel(on?: string): Promise<void>;
}

/** The days of the stories, in their order. */
export const days = {
  session: '2022-04-18',
  signature: '2022-05-10',
  start: '2022-05-16',
  suspension: '2022-07-01',
  resumption: '2022-07-11',
  completion: '2022-11-10',
  end: '2022-11-15',
};
export const session = { kind: 'EXTRAORDINARY', heldOn: days.session };

type Payload = {
  receipt: string;
  standing: string;
  agreement: Pick<Agreement, 'id'> & { currentRevision: Pick<Agreement, 'parties' | 'lines'> };
};
const whole =
  'receipt standing agreement { id currentRevision { parties { id } lines { id worksite { id } } } }';

/** What `draftAgreement` is given for an ordinary agreement. */
export function draftInput(
  office: Pick<Office, 'province' | 'edition' | 'communes'>,
  partnerId: string,
  what: Draft = {},
) {
  const { jobs = [10], grant = '7600.00', worksiteIds = [] } = what;
  return {
    idempotencyKey: newKey(),
    province: office.province,
    edition: office.edition,
    reference: unusual('CONV'),
    partnerId,
    startsOn: days.start,
    endsOn: days.end,
    parties: [
      { kind: 'COUNCIL', nameAr: 'مجلس الإقليم', nameFr: 'Conseil provincial' },
      { kind: 'PARTNER', nameAr: 'جمعية الاختبار', nameFr: 'Association de l’essai' },
    ],
    lines: jobs.map((places, i) => ({
      ...(worksiteIds[i] ? { worksiteId: worksiteIds[i] } : { worksite: worksiteInput(office.communes[i]) }),
      jobs: places,
      personMonths: places * 6,
      grant,
    })),
  };
}

export const worksiteInput = (commune: string | undefined) => ({
  commune,
  sector: 'ENVIRONMENT',
  size: 'SMALL',
  nameAr: 'تشجير المدخل',
  nameFr: 'Reboisement de l’entrée',
});

/** Enters an agreement, for a partner of its own unless one is named. */
export async function draftAgreement(office: Office, what: Draft = {}): Promise<Agreement> {
  const { clerk } = office;
  const partnerId = what.partnerId ?? (await office.partner());
  const drafted = await clerk.mutate<Payload>('draftAgreement', draftInput(office, partnerId, what), whole);
  const { id } = drafted.agreement;
  const { parties, lines } = drafted.agreement.currentRevision;
  const receipts = [drafted.receipt];

  const step = async (mutation: string, input: object): Promise<Payload> => {
    const own = { idempotencyKey: newKey(), including: receipts.slice(-1), agreementId: id };
    const payload = await clerk.mutate<Payload>(mutation, { ...own, ...input }, whole);
    receipts.push(payload.receipt);
    return payload;
  };

  return {
    id,
    partnerId,
    parties,
    lines,
    worksiteId: lines[0]?.worksite.id ?? '',
    receipts,
    approve: async () => (await step('approveAgreement', { session })).standing,
    async sign() {
      let standing = '';
      for (const { id: partyId } of parties) {
        standing = (await step('signAgreement', { partyId, signedOn: days.signature })).standing;
      }
      return standing;
    },
    async open() {
      for (const worksiteId of new Set(lines.map(({ worksite }) => worksite.id))) {
        const input = { idempotencyKey: newKey(), including: receipts, worksiteId, openedOn: days.start };
        const { receipt } = await clerk.mutate<{ receipt: string }>('openWorksite', input, 'receipt');
        receipts.push(receipt);
      }
    },
    async amend(jobs, grant) {
      const amended = lines.map(({ id: lineId, worksite }, i) => ({
        lineId,
        worksiteId: worksite.id,
        jobs: jobs[i],
        personMonths: (jobs[i] ?? 0) * 6,
        grant,
      }));
      const input = { startsOn: days.start, endsOn: days.end, lines: amended, session };
      return (await step('amendAgreement', input)).standing;
    },
    async cancel(on = days.suspension) {
      await step('cancelAgreement', { cancelledOn: on, reason: 'انسحاب الشريك' });
    },
  };
}
