import { envelopeId } from '@awrach/contracts';
import type { Centimes, MutationInput, SubgraphContext } from '@awrach/subgraph';
import { findProvince } from '@awrach/territory';
import { type CommitmentFilters, listCommitments } from '../commitment/commitment.query.ts';
import { serveWaiting } from '../commitment/commitment.reaction.ts';
import { type Envelope, envelopes } from './envelope.entity.ts';
import { lockEnvelopes } from './envelope.lock.ts';
import { type EnvelopeFilters, findEnvelope, listEnvelopes, type WhichEnvelope } from './envelope.query.ts';
import { change, type OpenEnvelope, open, room } from './envelope.rules.ts';

interface ChangeEnvelope extends MutationInput {
  readonly province: string;
  readonly edition: number;
  readonly expectedVersion?: number | null;
  readonly amount: Centimes;
}

export const envelopeResolvers = {
  Query: {
    envelope: (_: unknown, which: WhichEnvelope, context: SubgraphContext) => findEnvelope(which, context),
    envelopes: (_: unknown, filters: EnvelopeFilters, context: SubgraphContext) =>
      listEnvelopes(filters, context),
  },
  Mutation: {
    async openEnvelope(
      _: unknown,
      { input }: { input: MutationInput & OpenEnvelope },
      context: SubgraphContext,
    ) {
      const { thing, receipt } = await context.write('openEnvelope', envelopes, input, async (work) => {
        const id = envelopeId(input.province, input.edition);
        await lockEnvelopes(work, [id]);
        const opened = (await work.find(envelopes, id)) !== undefined;
        return serveWaiting(work, await work.create(envelopes, open(input, opened)));
      });
      return { envelope: thing, receipt };
    },
    async changeEnvelope(_: unknown, { input }: { input: ChangeEnvelope }, context: SubgraphContext) {
      const { thing, receipt } = await context.write('changeEnvelope', envelopes, input, async (work) => {
        const id = envelopeId(input.province, input.edition);
        await lockEnvelopes(work, [id]);
        const { expectedVersion } = input;
        const before = await work.load(envelopes, id, { field: 'edition', expectedVersion });
        const after = await work.change(envelopes, before, change(before, input.amount));
        return room(after) > room(before) ? serveWaiting(work, after) : after;
      });
      return { envelope: thing, receipt };
    },
  },
  Province: {
    envelope: ({ code }: { code: string }, args: Omit<WhichEnvelope, 'province'>, context: SubgraphContext) =>
      findEnvelope({ ...args, province: code }, context),
  },
  Envelope: {
    province: (envelope: Envelope) => findProvince(envelope.province),
    available: room,
    commitments: (envelope: Envelope, args: CommitmentFilters, context: SubgraphContext) =>
      listCommitments(envelope, args, context),
  },
};
