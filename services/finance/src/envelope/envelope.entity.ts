import { envelope } from '@awrach/contracts';
import { type Centimes, centimesColumn, type Thing, type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/**
 * The money set aside for one province's supervision grants in one edition. The ministry opens it, raises and lowers
 * it; commitments reserve in it. The database holds `0 ≤ reserved ≤ amount`, whatever the code does.
 */
export interface Envelope extends Thing {
  readonly edition: number;
  /** All that may be reserved. */
  readonly amount: Centimes;
  /** Reserved by commitments now; only they move it. */
  readonly reserved: Centimes;
}

export const EnvelopeEntity = new EntitySchema<Envelope>({
  name: 'Envelope',
  tableName: 'envelope',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    amount: centimesColumn('amount'),
    reserved: centimesColumn('reserved'),
  },
});

export const envelopes: ThingKind<Envelope> = { entity: EnvelopeEntity, contract: envelope };
