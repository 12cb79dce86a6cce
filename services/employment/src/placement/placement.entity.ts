import { placement } from '@awrach/contracts';
import { dateColumn, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';
import type { Placement } from './placement.ts';

export const PlacementEntity = new EntitySchema<Placement>({
  name: 'Placement',
  tableName: 'placement',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    commune: { type: 'text' },
    personId: { name: 'person_id', type: 'uuid' },
    worksiteId: { name: 'worksite_id', type: 'uuid' },
    agreementId: { name: 'agreement_id', type: 'uuid' },
    lineId: { name: 'line_id', type: 'uuid' },
    startsOn: dateColumn('starts_on'),
    endsOn: dateColumn('ends_on'),
    status: { type: 'text' },
    endReason: { name: 'end_reason', type: 'text', nullable: true },
    groundLost: { name: 'ground_lost', type: 'jsonb', nullable: true },
    basis: { type: 'jsonb' },
  },
});

export const placements: ThingKind<Placement> = { entity: PlacementEntity, contract: placement };
