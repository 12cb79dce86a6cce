import { refuse } from '../refusal/catalogue.ts';
import type { Refusal } from '../refusal/refusal.ts';
import type { Belonging, Caller, Within } from './caller.ts';
import type { Role } from './roles.ts';

/** What `@allow` says of a field. */
export interface Allowance {
  readonly roles: readonly Role[];
  readonly within: Within;
}

/**
 * Whether a caller with an allowance may touch what belongs so. Roles of the whole country are held to nothing;
 * those of a province or council to their province, those of a partner to what is the partner's.
 */
export function outOfScope(caller: Caller, within: Within, owner: Belonging): Refusal | undefined {
  if (within === 'NONE') return undefined;
  if (caller.province !== undefined && owner.province !== caller.province) {
    return refuse('scope.other-province', undefined, { province: owner.province ?? '—' });
  }
  if (caller.partner !== undefined && owner.partnerId !== caller.partner)
    return refuse('scope.other-partner');
  return undefined;
}
