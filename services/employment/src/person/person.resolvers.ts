import type { SubgraphContext } from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { personMutations } from './person.mutations.ts';
import { listPersons, onePerson, type PersonFilters } from './person.query.ts';
import type { MetPerson, Person } from './person.ts';
import type { Vault } from './vault.ts';

export function personResolvers(vault: Vault) {
  const identityOf = (person: Person) => vault.open(person.sealed, person.id);
  return {
    Query: {
      persons: (_: unknown, filters: PersonFilters, context: SubgraphContext) =>
        listPersons(filters, context),
      person: (_: unknown, { id }: { id: string }, context: SubgraphContext) => onePerson(context, id),
    },
    Mutation: personMutations(vault),
    Person: {
      province: (person: Person | MetPerson) =>
        findProvince('registeredIn' in person ? person.registeredIn : person.province),
      name: (person: Person) => identityOf(person).name,
      nationalId: (person: Person) => identityOf(person).nationalId,
      birthDate: (person: Person) => identityOf(person).birthDate,
      phone: (person: Person) => identityOf(person).phone,
    },
  };
}
