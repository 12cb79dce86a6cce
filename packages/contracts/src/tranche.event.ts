import { defineThing } from './contract.ts';
import { commune, day, edition, id, money, oneOf, stamp, text, version } from './field.ts';
import { type Static, Type } from './type.ts';

export const trancheSteps = ['OPENING', 'COMPLETION'] as const;
export type TrancheStep = (typeof trancheSteps)[number];

export const trancheStatuses = ['DUE', 'PAID', 'CANCELLED'] as const;
export type TrancheStatus = (typeof trancheStatuses)[number];

export const tranche = defineThing({
  service: 'finance',
  thing: 'tranche',
  summary: "A part of an agreement's supervision grant that fell due by a step of one of its worksites.",
  events: {
    'fell-due': 'The step was reached: from now on it is owed.',
    'paid-in-part': 'A payment covered a part of it.',
    paid: 'Payments have covered all of it.',
    cancelled: 'It is no longer owed.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune,
    agreementId: id('The agreement whose grant it is a part of.'),
    worksiteId: id('The worksite whose step made it due.'),
    partnerId: id('The partner it is owed to.'),
    step: oneOf(trancheSteps, 'What made it due: the opening or the completion of the worksite.'),
    amount: money('What is owed in all.'),
    paid: money('What payments have covered so far.'),
    dueOn: day('Day on which it fell due.'),
    payBy: day('Last day to pay it in time.'),
    status: oneOf(trancheStatuses, '`DUE` also while it is paid in part.'),
    rule: Type.Object(
      { id: text('Name of the rule.'), source: text('The text that states it, with its date.') },
      { description: 'The rule that gave amount and time.' },
    ),
    basis: Type.Object(
      {
        worksiteVersion: version('Version of the worksite.'),
        agreementVersion: version('Version of the agreement.'),
      },
      { description: 'What finance knew when it fell due.' },
    ),
  }),
});

export type TrancheState = Static<typeof tranche.schema>;
