import { agreement, type WorksiteState, worksite } from '@awrach/contracts';
import { centimes } from '@awrach/subgraph';
import { agreementState } from '../../../packages/contracts/test/agreement-state.ts';
import { received } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { type Agreement, agreementIn } from '../src/agreement/agreement.replica.ts';
import type { Envelope } from '../src/envelope/envelope.entity.ts';

/** Ids of a test's things: `id('a', 1)` is the first of the kind called a. */
export const id = (kind: string, n: number): string =>
  `01980000-0000-7000-8000-${Buffer.from(kind).toString('hex').padStart(8, '0')}${String(n).padStart(4, '0')}`;

export const dirhams = (amount: number) => centimes(BigInt(amount) * 100n);

/** The nth minute of a day: when agreements were recorded one after the other. */
const minute = (n: number) => `2022-02-01T09:${String(n).padStart(2, '0')}:00.000000Z`;

export interface AgreementWish {
  readonly status?: 'DRAFT' | 'APPROVED' | 'IN_FORCE' | 'CANCELLED';
  readonly version?: number;
  readonly revision?: number;
  /** Dirhams of each worksite, the first one's first; of all revisions the same unless `amended` says otherwise. */
  readonly grants?: readonly number[];
  /** The last revision is an amendment that is not signed yet. */
  readonly amended?: readonly number[];
  readonly cancelledOn?: string;
  readonly province?: string;
  readonly partnerId?: string;
}

/** The nth agreement, with worksites of its own: approved and asking for 1,000 dirhams unless it is said otherwise. */
export function agreementNumbered(n: number, wish: AgreementWish = {}) {
  const { status = 'APPROVED', version = 2, grants = [1_000], amended, province = '05.301' } = wish;
  const lines = (amounts: readonly number[]) =>
    amounts.map((amount, i) => ({
      lineId: id('line', n * 10 + i),
      worksiteId: worksiteOf(n, i),
      grant: `${amount}.00`,
    }));
  const held = status === 'IN_FORCE' || status === 'CANCELLED';
  const open = { fundedBy: null };
  return agreementState({
    id: id('agr', n),
    version,
    status,
    province,
    reference: `KHN-${n}`,
    recordedAt: minute(n),
    inForceRevision: status === 'IN_FORCE' ? 1 : null,
    partnerId: wish.partnerId ?? id('prt', 1),
    ...(wish.cancelledOn ? { cancellation: { on: wish.cancelledOn, reason: 'Gave up.' } } : {}),
    revisions: [
      { lines: lines(grants), ...(held ? {} : open), ...(status === 'DRAFT' ? { approval: null } : {}) },
      ...(amended ? [{ lines: lines(amended), ...open }] : []),
    ],
  });
}

export const agreementNow = (n: number, wish?: AgreementWish): Agreement =>
  agreementIn(agreementNumbered(n, wish));

export const agreementTold = (n: number, wish?: AgreementWish) =>
  received(agreement, agreementNumbered(n, wish));

/** The i-th worksite of the nth agreement. */
export const worksiteOf = (n: number, i = 0): string => id('wrk', n * 10 + i);

/** The nth agreement's worksite, opened on 1 March 2022 unless it is said otherwise. */
export const worksiteTold = (n: number, wish: Partial<WorksiteState> = {}) =>
  received(worksite, {
    id: worksiteOf(n),
    version: 2,
    recordedAt: minute(30 + n),
    province: '05.301',
    edition: 2022,
    commune: '05.301.01.01',
    status: 'OPEN',
    sector: 'ENVIRONMENT',
    size: 'SMALL',
    nameAr: 'ورش',
    nameFr: 'Chantier',
    openedOn: '2022-03-01',
    suspensions: [],
    closedOn: null,
    outcome: null,
    basis: null,
    sample: true,
    ...wish,
  });

export const completed = { status: 'CLOSED', closedOn: '2022-08-31', outcome: 'COMPLETED' } as const;

export const envelopeOf = (amount: number, reserved = 0): Envelope => ({
  id: id('env', 1),
  version: 1,
  recordedAt: minute(0),
  province: '05.301',
  edition: 2022,
  commune: null,
  amount: dirhams(amount),
  reserved: dirhams(reserved),
});
