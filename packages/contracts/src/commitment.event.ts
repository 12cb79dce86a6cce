import { defineThing } from './contract.ts';
import { edition, id, money, noCommune, nullable, oneOf, revision, stamp, version } from './field.ts';
import { type Static, Type } from './type.ts';

export const commitmentDecisions = ['RESERVED', 'REFUSED', 'RELEASED'] as const;
export type CommitmentDecision = (typeof commitmentDecisions)[number];

export const commitmentRefusals = ['ENVELOPE_EXCEEDED', 'NO_ENVELOPE'] as const;
export type CommitmentRefusal = (typeof commitmentRefusals)[number];

export const commitment = defineThing({
  service: 'finance',
  thing: 'commitment',
  summary:
    "What finance holds in a province's envelope for one agreement, and its answer to the agreement's latest revision.",
  events: {
    reserved: 'The grant was reserved where nothing was held before.',
    adjusted: 'What is held was made to fit another revision.',
    refused: 'The grant of the revision does not fit in the envelope; what was held before is still held.',
    released: 'Nothing is held any more: the agreement was cancelled.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune: noCommune,
    agreementId: id('The agreement it is for. There is one commitment for each.'),
    revision: revision('The revision decided on.'),
    decision: oneOf(commitmentDecisions, "Finance's answer to that revision."),
    amount: money('Held for the agreement now.'),
    requested: money('What that revision needs.'),
    reason: nullable(oneOf(commitmentRefusals, 'Why it was refused; `null` otherwise.')),
    basis: Type.Object(
      { agreementVersion: version('Version of the agreement.') },
      { description: 'What finance knew when it decided.' },
    ),
  }),
});

export type CommitmentState = Static<typeof commitment.schema>;
