import { randomBytes } from 'node:crypto';
import { agreement, type WorksiteState, worksite } from '@awrach/contracts';
import type { Caller } from '@awrach/subgraph';
import { v7 as newId } from 'uuid';
import { agreementState } from '../../../packages/contracts/test/agreement-state.ts';
import {
  type Answer,
  caller,
  type OpenedSubgraph,
  openSubgraph,
  received,
} from '../../../packages/subgraph/test/opened-subgraph.ts';
import { openVault } from '../src/person/vault.ts';
import { service } from '../src/service.ts';

/** The service on a database of its own. */
export const openEmploymentService = (): Promise<OpenedSubgraph> =>
  openSubgraph(service(openVault(randomBytes(32))));

export const khenifra = caller('province', { province: '05.301' });
export const guelmim = caller('province', { province: '10.261' });

let keys = 0;
const withKey = (input: Record<string, unknown>) => ({
  input: { idempotencyKey: `test-key-${++keys}`, ...input },
});

/** Somebody whom nobody has registered yet, with an invented identity. */
export const somebody = () => ({
  province: '05.301',
  name: 'Invented Person',
  nationalId: `ZZ${100_000 + ++keys}`,
  birthDate: '1990-05-17',
  gender: 'FEMALE',
  category: 'LOST_WORK',
  milieu: 'RURAL',
  phone: '+212 600-000000',
});

export const register = (
  service: OpenedSubgraph,
  input: Record<string, unknown>,
  by: Caller | null = khenifra,
): Promise<Answer> =>
  service.ask(
    by ?? undefined,
    `mutation ($input: RegisterPersonInput!) {
      registerPerson(input: $input) {
        receipt person { id version province { code } gender ageBand milieu category name nationalId birthDate phone }
      }
    }`,
    withKey(input),
  );

/** Registers somebody new, in one province after the other. @returns their id */
export async function newPerson(
  service: OpenedSubgraph,
  provinces: readonly Caller[] = [khenifra],
): Promise<string> {
  const who = somebody();
  const ids = new Set<string>();
  for (const by of provinces) {
    const { data } = await register(service, { ...who, province: by.province }, by);
    ids.add(data.registerPerson.person.id);
  }
  const [id] = ids;
  if (id === undefined || ids.size > 1) throw new Error(`One person was registered as ${ids.size}.`);
  return id;
}

const placementFields = `receipt placement { id version recordedAt province { code } commune { code } edition status startsOn endsOn endReason lineId groundLost { reason }
  worksite { id } agreement { id } person { id name } }`;

export const hire = (
  service: OpenedSubgraph,
  input: Record<string, unknown>,
  by: Caller | null = khenifra,
): Promise<Answer> =>
  service.ask(
    by ?? undefined,
    `mutation ($input: HirePersonInput!) { hirePerson(input: $input) { ${placementFields} } }`,
    withKey({ startsOn: '2022-03-01', endsOn: '2022-06-30', ...input }),
  );

export const end = (
  service: OpenedSubgraph,
  input: Record<string, unknown>,
  by = khenifra,
): Promise<Answer> =>
  service.ask(
    by,
    `mutation ($input: EndPlacementInput!) { endPlacement(input: $input) { ${placementFields} } }`,
    withKey(input),
  );

/** An agreement in force with one worksite, open since 2022-03-01, as this service is told of them. */
export function openSite(wish: {
  readonly jobs: number;
  readonly province?: string;
  readonly commune?: string;
}) {
  const { jobs, province = '05.301', commune = '05.301.01.01' } = wish;
  const [agreementId, worksiteId, lineId] = [newId(), newId(), newId()];
  const line = { lineId, worksiteId, commune };
  const agreed = (status: 'IN_FORCE' | 'CANCELLED', version: number, more: object = {}) =>
    received(
      agreement,
      agreementState({
        id: agreementId,
        version,
        status,
        province,
        revisions: [{ lines: [{ ...line, jobs }] }],
        ...more,
      }),
    );
  const site = (status: WorksiteState['status'], version: number) =>
    received(worksite, {
      id: worksiteId,
      version,
      recordedAt: '2022-03-01T09:30:00.000000Z',
      province,
      edition: 2022,
      commune,
      status,
      sector: 'ENVIRONMENT',
      size: 'SMALL',
      nameAr: 'ورش المنبع',
      nameFr: 'Chantier de la source',
      openedOn: status === 'PLANNED' ? null : '2022-03-01',
      suspensions: [],
      closedOn: status === 'CLOSED' ? '2022-10-01' : null,
      outcome: status === 'CLOSED' ? 'COMPLETED' : null,
      basis: { agreementId, agreementVersion: 3, revision: 1 },
      sample: true,
    });
  return {
    agreementId,
    worksiteId,
    lineId,
    line,
    agreed,
    site,
    all: [agreed('IN_FORCE', 3), site('OPEN', 2)],
  };
}
