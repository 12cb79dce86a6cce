import { defineThing } from './contract.ts';
import { commune, day, edition, id, money, stamp, text } from './field.ts';
import { type Static, Type } from './type.ts';

export const payment = defineThing({
  service: 'finance',
  thing: 'payment',
  summary: 'Money that a provincial council paid to a partner for one tranche.',
  events: { recorded: 'The payment was entered.' },
  data: Type.Object({
    ...stamp,
    edition,
    commune,
    trancheId: id('The tranche it pays.'),
    agreementId: id('The agreement of that tranche.'),
    worksiteId: id('The worksite of that tranche.'),
    partnerId: id('The partner paid.'),
    amount: money('What was paid.'),
    paidOn: day('Day of the payment.'),
    reference: text('Reference of the payment order.'),
  }),
});

export type PaymentState = Static<typeof payment.schema>;
