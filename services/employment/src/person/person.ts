import type { AgeBand, Gender, Milieu, PersonCategory } from '@awrach/contracts';
import type { Thing } from '@awrach/subgraph';

/** Who somebody is. It never leaves this service but to those whom the graph allows (law 09-08). */
export interface Identity {
  readonly name: string;
  /** As on the national identity card: one or two letters and four to seven digits. */
  readonly nationalId: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  /** Digits, with a leading plus where it is international; null where nobody gave one. */
  readonly phone: string | null;
}

/**
 * Someone who can be hired: a pseudonym with what statistics need. Registered once in the whole country, by whichever province
 * meets them first; it does not change.
 */
export interface Person extends Thing {
  readonly gender: Gender;
  /** On the day of registration. */
  readonly ageBand: AgeBand;
  readonly milieu: Milieu;
  readonly category: PersonCategory;
  /** Keyed hash of the national id: the same for the same id, and tells nothing without the key. */
  readonly matchKey: string;
  /** Their identity, encrypted. */
  readonly sealed: string;
}

/** A person as one province meets them that has registered them, as the first or after others: it may see who they are. */
export interface MetPerson extends Person {
  /** The province that meets them. */
  readonly province: string;
  /** The province that registered them first. */
  readonly registeredIn: string;
}

export const metBy = (province: string, person: Person): MetPerson => ({
  ...person,
  province,
  registeredIn: person.province,
});
