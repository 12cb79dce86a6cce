import { byId, type ListFilters, listing, type SubgraphContext, sqlClientOf } from '@awrach/subgraph';
import { requireReach } from '../reach.ts';
import { hasMet } from './met.store.ts';
import { PersonEntity } from './person.entity.ts';
import { type MetPerson, metBy, type Person } from './person.ts';

export type PersonFilters = ListFilters;

const list = listing<Person, PersonFilters & { readonly province: string | null }>(PersonEntity, {
  equals: ['province'],
});

/** The people whom the caller's own province was the first to register. */
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
export async function onePerson(context: SubgraphContext, id: string): Promise<Person | MetPerson | null> {
  const person = await personLoader(context).load(id);
  if (!person) return null;
  const province = context.caller?.province;
  if (province !== undefined && (await hasMet(sqlClientOf(context.read), { personId: id, province }))) {
    return metBy(province, person);
  }
  requireReach(context, person.province);
  return person;
}
