import { byId, type ListFilters, listing, type SubgraphContext } from '@awrach/subgraph';
import { requireReach } from '../reach.ts';
import { PersonEntity } from './person.entity.ts';
import { type MetPerson, metBy, type Person } from './person.ts';

export type PersonFilters = ListFilters;

const list = listing<Person, PersonFilters & { readonly province: string | null }>(PersonEntity, {
  equals: ['province'],
});

/** The people whom the caller's own province has registered. */
export const listPersons = async (filters: PersonFilters, context: SubgraphContext) =>
  list({ ...filters, province: requireReach(context, undefined) ?? null }, context);

const personLoader = byId(PersonEntity);

/** Somebody as the province meets them that has placed them. */
export async function placedPerson(
  context: SubgraphContext,
  { personId, province }: { readonly personId: string; readonly province: string },
): Promise<MetPerson | null> {
  const person = await personLoader(context).load(personId);
  return person && metBy(province, person);
}

/** One person, for those who may know of them. @throws RefusalError `scope.other-province` */
export async function onePerson(context: SubgraphContext, id: string): Promise<Person | null> {
  const person = await personLoader(context).load(id);
  if (person) requireReach(context, person.province);
  return person;
}
