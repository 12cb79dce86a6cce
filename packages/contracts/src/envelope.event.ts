import { defineThing } from './contract.ts';
import { edition, money, noCommune, stamp } from './field.ts';
import { type Static, Type } from './type.ts';

export const envelope = defineThing({
  service: 'finance',
  thing: 'envelope',
  summary: "The money set aside for one province's supervision grants in one edition.",
  events: {
    opened: 'The ministry opened it.',
    raised: 'Its amount was raised; refused commitments are looked at again, the oldest first.',
    lowered: 'Its amount was lowered, never below what is reserved.',
    drawn: 'What is reserved of it changed, with the commitments.',
  },
  data: Type.Object({
    ...stamp,
    edition,
    commune: noCommune,
    amount: money('All that may be reserved.'),
    reserved: money('Reserved by commitments now; never more than the amount.'),
  }),
});

export type EnvelopeState = Static<typeof envelope.schema>;
