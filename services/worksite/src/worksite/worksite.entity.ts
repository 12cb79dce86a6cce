import { worksite } from '@awrach/contracts';
import { dateColumn, partsColumn, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';
import type { Suspension, Worksite } from './worksite.ts';

export const WorksiteEntity = new EntitySchema<Worksite>({
  name: 'Worksite',
  tableName: 'worksite',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    commune: { type: 'text' },
    status: { type: 'text' },
    sector: { type: 'text' },
    size: { type: 'text' },
    nameAr: { name: 'name_ar', type: 'text' },
    nameFr: { name: 'name_fr', type: 'text' },
    openedOn: dateColumn('opened_on', { nullable: true }),
    suspensions: partsColumn('suspensions', (stored: readonly Suspension[]) => stored),
    closedOn: dateColumn('closed_on', { nullable: true }),
    outcome: { type: 'text', nullable: true },
    basis: { type: 'jsonb', nullable: true },
    sample: { type: 'boolean' },
  },
});

export const worksites: ThingKind<Worksite> = { entity: WorksiteEntity, contract: worksite };
