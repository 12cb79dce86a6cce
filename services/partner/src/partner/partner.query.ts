import { byId, type ListFilters, listing } from '@awrach/subgraph';
import { type Partner, PartnerEntity } from './partner.entity.ts';

export interface PartnerFilters extends ListFilters {
  readonly province?: string | null;
  readonly kind?: Partner['kind'] | null;
}

export const listPartners = listing<Partner, PartnerFilters>(PartnerEntity, {
  equals: ['province', 'kind'],
});

export const partnerLoader = byId(PartnerEntity);
