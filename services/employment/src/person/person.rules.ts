import type { AgeBand } from '@awrach/contracts';
import { type Decision, type Refusal, refuseShared, type Unrecorded } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Identity, Person } from './person.ts';

export interface RegisterPerson extends Pick<Person, 'province' | 'gender' | 'milieu' | 'category'> {
  readonly name: string;
  readonly nationalId: string;
  readonly birthDate: string;
  readonly phone?: string | null;
}

const youngest = 18;
const oldest = 120;

/** Who the command says that they are: checked, and written in one way, so that the same person is recognised. */
export function identityIn(command: RegisterPerson, today: string): Identity | Refusal {
  const { name, birthDate } = command;
  const nationalId = command.nationalId.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{1,2}\d{4,7}$/.test(nationalId)) return refuse('person.national-id', 'nationalId');
  if (birthDate > today) return refuseShared('date.in-future', 'birthDate');
  const age = ageOn(today, birthDate);
  if (age > oldest) return refuse('person.birth-date', 'birthDate', { oldest });
  if (age < youngest) return refuse('person.too-young', 'birthDate', { youngest });
  const phone = command.phone?.replace(/[\s().-]/g, '') ?? null;
  if (phone !== null && !/^\+?\d{9,15}$/.test(phone)) return refuse('person.phone', 'phone');
  return { name, nationalId, birthDate, phone };
}

/** Somebody with this national id is known: it is them only if the date of birth says so too. */
export function mismatch(known: Identity, claimed: Identity): Refusal | undefined {
  return known.birthDate === claimed.birthDate ? undefined : refuse('person.identity-mismatch', 'birthDate');
}

/** Enters somebody whom no province has registered yet. */
export function register(
  id: string,
  command: RegisterPerson,
  kept: Pick<Person, 'matchKey' | 'sealed'>,
  today: string,
): Decision<Unrecorded<Person>, 'registered'> {
  const { province, gender, milieu, category, birthDate } = command;
  const { matchKey, sealed } = kept;
  const ageBand = ageBandOf(ageOn(today, birthDate));
  return {
    event: 'registered',
    state: {
      id,
      province,
      edition: null,
      commune: null,
      gender,
      ageBand,
      milieu,
      category,
      matchKey,
      sealed,
    },
  };
}

/** Full years on a day; both days `YYYY-MM-DD`. */
export function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

function ageBandOf(age: number): AgeBand {
  if (age < 25) return '18-24';
  if (age < 35) return '25-34';
  if (age < 45) return '35-44';
  if (age < 55) return '45-54';
  return age < 65 ? '55-64' : '65+';
}
