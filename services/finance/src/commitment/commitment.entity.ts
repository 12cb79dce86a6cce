import { commitment } from '@awrach/contracts';
import {
  type Centimes,
  centimesColumn,
  type Thing,
  type ThingKind,
  thingColumns,
  timestampColumn,
} from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/**
 * What is held in the province's envelope for one agreement, and the answer to its latest revision. It comes to be
 * with the council's approval and follows the agreement's state from then on.
 */
export interface Commitment extends Thing {
  readonly edition: number;
  readonly agreementId: string;
  /** The revision decided on. */
  readonly revision: number;
  readonly decision: 'RESERVED' | 'REFUSED' | 'RELEASED';
  /** Held now: while a revision is refused, what was held for the former. */
  readonly amount: Centimes;
  /** What that revision needs. */
  readonly requested: Centimes;
  readonly reason: 'ENVELOPE_EXCEEDED' | 'NO_ENVELOPE' | null;
  readonly basis: { readonly agreementVersion: number };
  /** When the agreement asked for what it was first refused; the oldest is served first. Null unless refused. */
  readonly waitingSince: string | null;
}

export const CommitmentEntity = new EntitySchema<Commitment>({
  name: 'Commitment',
  tableName: 'commitment',
  columns: {
    ...thingColumns,
    edition: { type: 'int' },
    agreementId: { name: 'agreement_id', type: 'uuid' },
    revision: { type: 'int' },
    decision: { type: 'text' },
    amount: centimesColumn('amount'),
    requested: centimesColumn('requested'),
    reason: { type: 'text', nullable: true },
    basis: { type: 'jsonb' },
    waitingSince: timestampColumn('waiting_since', { nullable: true }),
  },
});

export const commitments: ThingKind<Commitment> = {
  entity: CommitmentEntity,
  contract: commitment,
  told: ({ waitingSince: _own, ...state }) => state,
};
