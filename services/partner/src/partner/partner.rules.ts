import type { Decision, Unrecorded } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Partner } from './partner.entity.ts';

export type RegisterPartner = Pick<
  Partner,
  'province' | 'kind' | 'nameAr' | 'nameFr' | 'registrationNumber' | 'sample'
>;

/** @param taken whether a partner of that province has the registration number already */
export function register(
  id: string,
  command: RegisterPartner,
  taken: boolean,
): Decision<Unrecorded<Partner>, 'registered'> {
  if (taken) return refuse('partner.registered-already', 'registrationNumber');
  const { province, kind, nameAr, nameFr, registrationNumber, sample } = command;
  return {
    event: 'registered',
    state: { id, province, edition: null, commune: null, kind, nameAr, nameFr, registrationNumber, sample },
  };
}
