import { communesOf, findProvince } from '@awrach/territory';
import { type Agreement, type Draft, draftAgreement } from './agreement.ts';
import type { Awrach } from './awrach.ts';
import type { Client } from './client.ts';
import { newKey } from './names.ts';
import { selectedPartner } from './partner.ts';
import { hirePerson, type Person, type Placement, registerPerson, type Who } from './people.ts';

/** A province's administration with its council and, where money is set aside, the ministry: who writes in the stories. */
export interface Office {
  readonly province: string;
  readonly edition: number;
  /** HCP codes of the province's communes. */
  readonly communes: readonly string[];
  readonly region: string;
  /** By role, each with a token of its own. */
  readonly clerk: Client;
  readonly council: Client;
  readonly ministry: Client;
  /** Sets money aside for supervision grants. @returns the receipt */
  openEnvelope(amount: string): Promise<string>;
  changeEnvelope(amount: string): Promise<string>;
  /** Registers an association that the committee has selected. @returns its id */
  partner(): Promise<string>;
  /** Registers somebody who can be hired. */
  person(who?: Partial<Who>): Promise<Person>;
  /** Hires somebody, new unless given, for as long as agreements run. */
  hire(on: { worksiteId: string; receipts: readonly string[] }, whom?: Person): Promise<Placement>;
  /** An agreement that nobody has approved yet. */
  draft(what?: Draft): Promise<Agreement>;
  /** Approved in a session of the council; funded if the envelope has room. */
  approved(what?: Draft): Promise<Agreement>;
  /** Approved, funded, signed by all. */
  inForce(what?: Draft): Promise<Agreement>;
  /** In force, and work has begun on its worksites. */
  atWork(what?: Draft): Promise<Agreement>;
}

/** @param edition of all that this office writes */
export function officeOf(awrach: Awrach, province: string, edition = 2022): Office {
  const envelope = async (mutation: 'openEnvelope' | 'changeEnvelope', amount: string) => {
    const input = { idempotencyKey: newKey(), province, edition, amount };
    return (await office.ministry.mutate<{ receipt: string }>(mutation, input, 'receipt')).receipt;
  };
  const office: Office = {
    province,
    edition,
    communes: communesOf(province).map(({ code }) => code),
    region: findProvince(province)?.regionCode ?? '',
    clerk: awrach.as('province', { province }),
    council: awrach.as('council', { province }),
    ministry: awrach.as('ministry'),
    openEnvelope: (amount) => envelope('openEnvelope', amount),
    changeEnvelope: (amount) => envelope('changeEnvelope', amount),
    partner: () => selectedPartner(office.clerk, province, edition),
    person: (who) => registerPerson(office, who),
    hire: async (on, whom) => hirePerson(office, on, whom ?? (await office.person())),
    draft: (what) => draftAgreement(office, what),
    async approved(what) {
      const agreement = await office.draft(what);
      await agreement.approve();
      return agreement;
    },
    async inForce(what) {
      const agreement = await office.approved(what);
      await agreement.sign();
      return agreement;
    },
    async atWork(what) {
      const agreement = await office.inForce(what);
      await agreement.open();
      return agreement;
    },
  };
  return office;
}
