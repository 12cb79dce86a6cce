import { type PageArguments, page, type ReceiptText, type SubgraphContext } from '@awrach/subgraph';
import { requireReach } from '../reach.ts';
import { PersonEntity } from './person.entity.ts';
import { type MetPerson, metBy, type Person } from './person.ts';

export interface PersonFilters extends PageArguments {
  readonly including?: readonly ReceiptText[] | null;
}

/** The people whom the caller's own province has registered. */
export async function listPersons(filters: PersonFilters, context: SubgraphContext) {
  await context.holding(filters.including);
  const province = requireReach(context, undefined);
  const query = context.read
    .createQueryBuilder(PersonEntity, 'person')
    .where('person.province = :province', { province });
  return page(query, filters);
}

/** People by id, all that one request asks for in one query. */
const personLoader = (context: SubgraphContext) =>
  context.loader<string, Person | null>('person', async (ids) => {
    const rows = await context.read.createQueryBuilder(PersonEntity, 'person').whereInIds(ids).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });

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
