import { envelopeId } from '@awrach/contracts';
import { byId, type ListFilters, listing, type ReceiptText, type SubgraphContext } from '@awrach/subgraph';
import { type Envelope, EnvelopeEntity } from './envelope.entity.ts';

export interface EnvelopeFilters extends ListFilters {
  readonly province?: string | null;
  readonly edition?: number | null;
}

export const envelopeLoader = byId(EnvelopeEntity);

export interface WhichEnvelope {
  readonly province: string;
  readonly edition: number;
  readonly including?: readonly ReceiptText[] | null;
}

export async function findEnvelope(
  { province, edition, including }: WhichEnvelope,
  context: SubgraphContext,
): Promise<Envelope | null> {
  await context.holding(including);
  return envelopeLoader(context).load(envelopeId(province, edition));
}

export const listEnvelopes = listing<Envelope, EnvelopeFilters>(EnvelopeEntity, {
  equals: ['province', 'edition'],
});
