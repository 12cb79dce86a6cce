import { partner } from '@awrach/contracts';
import { type Thing, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/** An association or cooperative in the register of the province where it has its seat. It outlives editions. */
export interface Partner extends Thing {
  readonly kind: 'ASSOCIATION' | 'COOPERATIVE';
  readonly nameAr: string;
  readonly nameFr: string;
  /** As printed on its receipt; one partner of a province has it. */
  readonly registrationNumber: string;
  /** Invented data, marked so wherever it is shown. */
  readonly sample: boolean;
}

export const PartnerEntity = new EntitySchema<Partner>({
  name: 'Partner',
  tableName: 'partner',
  columns: {
    ...thingColumns,
    kind: { type: 'text' },
    nameAr: { name: 'name_ar', type: 'text' },
    nameFr: { name: 'name_fr', type: 'text' },
    registrationNumber: { name: 'registration_number', type: 'text' },
    sample: { type: 'boolean' },
  },
});

export const partners: ThingKind<Partner> = { entity: PartnerEntity, contract: partner };
