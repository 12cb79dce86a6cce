import { outOfScope, RefusalError, type SubgraphContext } from '@awrach/subgraph';

/** Whose what is listed is. */
export interface Whose {
  readonly province?: string | null;
  readonly partnerId?: string | null;
}

/**
 * Narrows a list of what is owed or paid to what the caller may see: a province to its own, a partner to its own.
 * Its field's `@allow` has let the caller in.
 * @throws RefusalError when another's is asked for by name
 */
export function withinScope<Filters extends Whose>(context: SubgraphContext, filters: Filters): Filters {
  const { caller } = context;
  if (!caller)
    throw new Error('A list of what is owed is read without a caller: its field carries no @allow');
  const province = filters.province ?? caller.province;
  const partnerId = filters.partnerId ?? caller.partner;
  const refused = outOfScope(caller, 'PARTNER', { province: province ?? null, partnerId: partnerId ?? null });
  if (refused) throw new RefusalError(refused);
  return { ...filters, province, partnerId };
}
