import { outOfScope, RefusalError, type SubgraphContext } from '@awrach/subgraph';

/**
 * The province to which a list is held: the one asked for, or the caller's own; undefined where a caller of the whole country
 * asks for none.
 * @param field the input's field that led there; the refusal names it
 * @throws RefusalError `scope.other-province` where the field does not let the caller see that far
 */
export function requireReach(
  { caller, allowance }: SubgraphContext,
  wanted: string | null | undefined,
  field?: string,
): string | undefined {
  if (!caller || !allowance)
    throw new Error('People are shown to nobody in particular: the field carries no @allow');
  const province = wanted ?? caller.province;
  const refused = outOfScope(caller, allowance.within, { province: province ?? null });
  if (refused) throw new RefusalError(field === undefined ? refused : { ...refused, field });
  return province;
}
