import { envelopeId } from '@awrach/contracts';
import {
  type Centimes,
  centimes,
  type Decision,
  formatMoney,
  isEdition,
  refuseShared,
  type Unrecorded,
} from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Envelope } from './envelope.entity.ts';

export interface OpenEnvelope {
  readonly province: string;
  readonly edition: number;
  readonly amount: Centimes;
}

/** The ministry sets money aside for a province and edition, once. @param opened whether it has done so already */
export function open(
  { province, edition, amount }: OpenEnvelope,
  opened: boolean,
): Decision<Unrecorded<Envelope>, 'opened'> {
  if (!isEdition(edition)) return refuseShared('edition.unknown', 'edition', { edition });
  if (amount === 0n) return refuseShared('money.positive', 'amount');
  if (opened) return refuse('envelope.opened-already', 'edition');
  return {
    event: 'opened',
    state: {
      id: envelopeId(province, edition),
      province,
      edition,
      commune: null,
      amount,
      reserved: centimes(0n),
    },
  };
}

/** Sets another amount: raises it, or lowers it to what is reserved at the least. */
export function change(
  envelope: Envelope,
  amount: Centimes,
): Decision<Unrecorded<Envelope>, 'raised' | 'lowered'> {
  if (amount === envelope.amount) return refuse('envelope.unchanged', 'amount');
  if (amount < envelope.reserved) {
    return refuse('envelope.below-reserved', 'amount', { reserved: formatMoney(envelope.reserved) });
  }
  return { event: amount > envelope.amount ? 'raised' : 'lowered', state: { ...envelope, amount } };
}

/** What may still be reserved. */
export const room = ({ amount, reserved }: Pick<Envelope, 'amount' | 'reserved'>): Centimes =>
  centimes(amount - reserved);
