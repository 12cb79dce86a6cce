import { readFileSync } from 'node:fs';
import { commitment, envelope, payment, tranche } from '@awrach/contracts';
import type { ServiceParts } from '@awrach/subgraph';
import { AgreementEntity } from './agreement/agreement.replica.ts';
import { agreementResolvers } from './agreement/agreement.resolvers.ts';
import { CommitmentEntity } from './commitment/commitment.entity.ts';
import { commitmentResolvers } from './commitment/commitment.resolvers.ts';
import { EnvelopeEntity } from './envelope/envelope.entity.ts';
import { envelopeResolvers } from './envelope/envelope.resolvers.ts';
import { follow, followed } from './follow.ts';
import { Finance1767225600001 } from './migrations/0001-finance.ts';
import { TranchesDue1767225600002 } from './migrations/0002-tranches-due.ts';
import { PaymentsOfProvince1767225600003 } from './migrations/0003-payments-of-province.ts';
import { PaymentEntity } from './payment/payment.entity.ts';
import { paymentResolvers } from './payment/payment.resolvers.ts';
import { catalogue, refuse } from './refusals.ts';
import { GrantRuleEntity } from './tranche/grant-rule.entity.ts';
import { TrancheEntity } from './tranche/tranche.entity.ts';
import { trancheResolvers } from './tranche/tranche.resolvers.ts';

/** All that it is made of, but for its configuration. */
export const service: ServiceParts = {
  name: 'finance',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [envelopeResolvers, commitmentResolvers, agreementResolvers, trancheResolvers, paymentResolvers],
  refusals: catalogue,
  constraints: {
    envelope_opened_once: refuse('envelope.opened-already', 'edition'),
    payment_reference_once: refuse('payment.reference-taken', 'reference'),
  },
  entities: [
    EnvelopeEntity,
    CommitmentEntity,
    TrancheEntity,
    PaymentEntity,
    GrantRuleEntity,
    AgreementEntity,
  ],
  migrations: [Finance1767225600001, TranchesDue1767225600002, PaymentsOfProvince1767225600003],
  tells: [envelope, commitment, tranche, payment],
  follows: followed,
  apply: follow,
  register: true,
};
