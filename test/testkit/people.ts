import { randomInt } from 'node:crypto';
import { days } from './agreement.ts';
import { newKey } from './names.ts';
import type { Office } from './office.ts';

/** What a province enters of somebody. Nobody real is meant. */
export interface Who {
  readonly name: string;
  readonly nationalId: string;
  readonly birthDate: string;
  readonly phone: string;
}

export interface Person extends Who {
  /** The pseudonymous id. */
  readonly id: string;
  readonly receipt: string;
}

export interface Placement {
  readonly id: string;
  readonly personId: string;
  readonly receipt: string;
}

/** A national id that nobody has had before in these tests. */
const newNationalId = () => `ZZ${randomInt(1_000_000, 9_999_999)}`;

/** What `registerPerson` is given. */
export const personInput = ({ province }: Pick<Office, 'province'>, given: Partial<Who> = {}) => ({
  idempotencyKey: newKey(),
  province,
  name: 'عينة مثال',
  nationalId: newNationalId(),
  birthDate: '1990-02-03',
  phone: '0600000000',
  gender: 'FEMALE',
  category: 'LOST_WORK',
  milieu: 'RURAL',
  ...given,
});

export async function registerPerson(office: Office, given: Partial<Who> = {}): Promise<Person> {
  const input = personInput(office, given);
  const { person, receipt } = await office.clerk.mutate<{ person: { id: string }; receipt: string }>(
    'registerPerson',
    input,
    'receipt person { id }',
  );
  const { birthDate, name, nationalId, phone } = input;
  return { id: person.id, receipt, birthDate, name, nationalId, phone };
}

/** What `hirePerson` is given for a placement of an ordinary length. */
export const hireInput = (
  { worksiteId, receipts }: { worksiteId: string; receipts: readonly string[] },
  person: Pick<Person, 'id' | 'receipt'>,
) => ({
  idempotencyKey: newKey(),
  including: [...receipts, person.receipt],
  personId: person.id,
  worksiteId,
  startsOn: days.start,
  endsOn: days.end,
});

export async function hirePerson(
  { clerk }: Office,
  on: { worksiteId: string; receipts: readonly string[] },
  person: Person,
): Promise<Placement> {
  const { placement, receipt } = await clerk.mutate<{ placement: { id: string }; receipt: string }>(
    'hirePerson',
    hireInput(on, person),
    'receipt placement { id }',
  );
  return { id: placement.id, personId: person.id, receipt };
}
