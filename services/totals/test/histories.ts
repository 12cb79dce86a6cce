import {
  type AgreementState,
  agreement,
  commitment,
  payment,
  placement,
  type ThingContract,
  type ThingState,
  worksite,
} from '@awrach/contracts';
import { findProvince } from '@awrach/territory';
import type { Chance } from '../../../test/testkit/chance.ts';
import {
  aCommitment,
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  aWorksite,
  guelmim,
  khenifra,
  mrirt,
  town,
} from './states.ts';

export interface Told {
  readonly contract: ThingContract;
  readonly data: ThingState;
}

const moment = (version: number) => `2022-05-01T08:00:${String(version).padStart(2, '0')}.000000Z`;

/** All that happens to some things of each kind: every version of every thing, in no order that means anything. */
export function histories({ below, one }: Chance, things: number): Told[] {
  const partners = ['a', 'b', 'c'];
  const worksites = Array.from({ length: 6 }, (_, i) => ({
    worksiteId: `w${i}`,
    commune: one([town, mrirt, '10.261.01.03']),
  }));
  const provinceOf = (commune: string) => findProvince(commune.slice(0, 6))?.code ?? khenifra;
  const edition = () => one([2022, 2023]);

  const anyAgreement = (): Partial<AgreementState> => {
    const status = one(['DRAFT', 'APPROVED', 'IN_FORCE', 'CANCELLED'] as const);
    const lines = () =>
      Array.from({ length: 1 + below(4) }, () => aLine({ ...one(worksites), jobs: 1 + below(50) }));
    const approval = status === 'DRAFT' ? null : aRevision().approval;
    const revisions = [
      aRevision({ approval, lines: lines() }),
      ...(below(2) ? [aRevision({ revision: 2, approval: below(2) ? approval : null, lines: lines() })] : []),
    ];
    const inForceRevision = status === 'IN_FORCE' ? 1 : null;
    return {
      status,
      revisions,
      inForceRevision,
      currentRevision: revisions.length,
      partnerId: one(partners),
    };
  };
  const amount = () => `${below(900)}.${String(below(100)).padStart(2, '0')}`;
  const kinds = [
    () => [agreement, anAgreement({ province: one([khenifra, guelmim]), edition: edition() }), anyAgreement],
    () => [commitment, aCommitment({ edition: edition() }), () => ({ amount: amount() })],
    () => [
      worksite,
      aWorksite(place()),
      () => ({
        status: one(['PLANNED', 'OPEN', 'SUSPENDED', 'CLOSED', 'CANCELLED'] as const),
        openedOn: one([null, '2022-06-01']),
        outcome: one([null, 'COMPLETED', 'ABANDONED'] as const),
      }),
    ],
    () => [
      placement,
      aPlacement(place()),
      () => ({ status: one(['ACTIVE', 'ENDED', 'CANCELLED'] as const) }),
    ],
    () => [payment, aPayment(place()), () => ({ amount: amount() })],
  ] as const satisfies readonly (() => readonly [ThingContract, ThingState, () => object])[];

  function place() {
    const commune = one([town, mrirt, '10.261.01.03']);
    return { commune, province: provinceOf(commune), edition: edition() };
  }

  return Array.from({ length: things }).flatMap(() => {
    const [contract, first, anyChange] =
      one<() => readonly [ThingContract, ThingState, () => object]>(kinds)();
    return Array.from({ length: 1 + below(5) }, (_, i) => {
      const version = 1 + 2 * i + below(2);
      return { contract, data: { ...first, ...anyChange(), version, recordedAt: moment(version) } };
    });
  });
}
