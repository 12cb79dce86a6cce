import { payment } from '@awrach/contracts';
import {
  type Centimes,
  centimesColumn,
  dateColumn,
  type Thing,
  type ThingKind,
  thingColumns,
} from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/** Money that a provincial council paid to a partner for one tranche. It is entered once and never changes. */
export interface Payment extends Thing {
  readonly edition: number;
  readonly commune: string;
  readonly trancheId: string;
  readonly agreementId: string;
  readonly worksiteId: string;
  readonly partnerId: string;
  readonly amount: Centimes;
  readonly paidOn: string;
  /** Reference of the payment order; no two of a province have the same. */
  readonly reference: string;
}

export const PaymentEntity = new EntitySchema<Payment>({
  name: 'Payment',
  tableName: 'payment',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    commune: { type: 'text' },
    trancheId: { name: 'tranche_id', type: 'uuid' },
    agreementId: { name: 'agreement_id', type: 'uuid' },
    worksiteId: { name: 'worksite_id', type: 'uuid' },
    partnerId: { name: 'partner_id', type: 'uuid' },
    amount: centimesColumn('amount'),
    paidOn: dateColumn('paid_on'),
    reference: { type: 'text' },
  },
});

export const payments: ThingKind<Payment> = { entity: PaymentEntity, contract: payment };
