import { envelopeId } from '@awrach/contracts';
import { type PageArguments, page, type ReceiptText, type SubgraphContext } from '@awrach/subgraph';
import { byId } from '../by-id.loader.ts';
import { type Envelope, EnvelopeEntity } from './envelope.entity.ts';

export interface EnvelopeFilters extends PageArguments {
  readonly province?: string | null;
  readonly edition?: number | null;
  readonly including?: readonly ReceiptText[] | null;
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

export async function listEnvelopes(filters: EnvelopeFilters, context: SubgraphContext) {
  await context.holding(filters.including);
  const query = context.read.createQueryBuilder(EnvelopeEntity, 'envelope').where('true');
  for (const name of ['province', 'edition'] as const) {
    const wanted = filters[name];
    if (wanted != null) query.andWhere(`envelope.${name} = :${name}`, { [name]: wanted });
  }
  return page(query, filters);
}
