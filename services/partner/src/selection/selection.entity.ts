import { selection } from '@awrach/contracts';
import { partsColumn, type Thing, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

interface Criterion {
  readonly name: string;
  readonly score: number;
  readonly outOf: number;
}

/**
 * What the committee of a province decided on a partner for an edition. There is one for each of these three;
 * a later decision replaces it, and the former stays in its history.
 */
export interface Selection extends Thing {
  readonly edition: number;
  readonly partnerId: string;
  readonly decision: 'SELECTED' | 'REFUSED';
  /** Points of 100. */
  readonly score: number;
  readonly criteria: readonly Criterion[];
  readonly reason: string | null;
  readonly decidedOn: string;
}

export const SelectionEntity = new EntitySchema<Selection>({
  name: 'Selection',
  tableName: 'selection',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    partnerId: { name: 'partner_id', type: 'uuid' },
    decision: { type: 'text' },
    score: { type: 'int' },
    criteria: partsColumn<readonly Criterion[]>('criteria', (stored: readonly Criterion[]) => stored),
    reason: { type: 'text', nullable: true },
    decidedOn: { name: 'decided_on', type: 'text' },
  },
});

export const selections: ThingKind<Selection> = { entity: SelectionEntity, contract: selection };
