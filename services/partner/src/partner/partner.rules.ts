import type { Decision, Unrecorded } from '@awrach/subgraph';
import type { Partner } from './partner.entity.ts';

export type RegisterPartner = Pick<
  Partner,
  'province' | 'kind' | 'nameAr' | 'nameFr' | 'registrationNumber' | 'sample'
>;

export function register(id: string, command: RegisterPartner): Decision<Unrecorded<Partner>, 'registered'> {
  const { province, kind, nameAr, nameFr, registrationNumber, sample } = command;
  return {
    event: 'registered',
    state: { id, province, edition: null, commune: null, kind, nameAr, nameFr, registrationNumber, sample },
  };
}
