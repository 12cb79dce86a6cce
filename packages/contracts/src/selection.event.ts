import { defineThing } from './contract.ts';
import { count, day, edition, id, noCommune, nullable, oneOf, stamp, text } from './field.ts';
import { type Static, Type } from './type.ts';

export const selectionDecisions = ['SELECTED', 'REFUSED'] as const;
export type SelectionDecision = (typeof selectionDecisions)[number];

export const selection = defineThing({
  service: 'partner',
  thing: 'selection',
  summary: "The provincial committee's scored decision on one partner for one edition.",
  events: { recorded: "The committee's decision was entered, or replaced by a later one." },
  data: Type.Object({
    ...stamp,
    edition,
    commune: noCommune,
    partnerId: id('The partner decided on.'),
    decision: oneOf(selectionDecisions, 'Whether the partner may be given agreements of this edition.'),
    score: Type.Integer({
      minimum: 0,
      maximum: 100,
      'x-unit': 'points',
      description: 'Points of the committee, of 100.',
    }),
    criteria: Type.Array(
      Type.Object({
        name: text('What was scored.'),
        score: count('points', 'Points given.'),
        outOf: count('points', 'Points that could be had.', 1),
      }),
      { description: 'How the score came about, criterion by criterion. May be empty.' },
    ),
    reason: nullable(text('Why the committee decided so. Always there for a refusal.')),
    decidedOn: day('Day of the decision.'),
  }),
});

export type SelectionState = Static<typeof selection.schema>;
