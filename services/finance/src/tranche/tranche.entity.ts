import { tranche } from '@awrach/contracts';
import {
  type Centimes,
  centimesColumn,
  dateColumn,
  type Thing,
  type ThingKind,
  thingColumns,
} from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

export const steps = ['OPENING', 'COMPLETION'] as const;
export type Step = (typeof steps)[number];

/** A part of an agreement's grant that fell due by a step of one of its worksites. It is owed to the partner until paid. */
export interface Tranche extends Thing {
  readonly edition: number;
  /** Where the worksite is. */
  readonly commune: string;
  readonly agreementId: string;
  readonly worksiteId: string;
  readonly partnerId: string;
  readonly step: Step;
  /** Owed in all; what was decided when it fell due stays. */
  readonly amount: Centimes;
  /** Covered by payments so far; only they move it. */
  readonly paid: Centimes;
  readonly dueOn: string;
  /** Last day to pay it in time. */
  readonly payBy: string;
  /** `DUE` also while it is paid in part. */
  readonly status: 'DUE' | 'PAID' | 'CANCELLED';
  /** The rule that gave amount and time. */
  readonly rule: { readonly id: string; readonly source: string };
  readonly basis: { readonly worksiteVersion: number; readonly agreementVersion: number };
}

export const TrancheEntity = new EntitySchema<Tranche>({
  name: 'Tranche',
  tableName: 'tranche',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    commune: { type: 'text' },
    agreementId: { name: 'agreement_id', type: 'uuid' },
    worksiteId: { name: 'worksite_id', type: 'uuid' },
    partnerId: { name: 'partner_id', type: 'uuid' },
    step: { type: 'text' },
    amount: centimesColumn('amount'),
    paid: centimesColumn('paid'),
    dueOn: dateColumn('due_on'),
    payBy: dateColumn('pay_by'),
    status: { type: 'text' },
    rule: { type: 'jsonb' },
    basis: { type: 'jsonb' },
  },
});

export const tranches: ThingKind<Tranche> = { entity: TrancheEntity, contract: tranche };
