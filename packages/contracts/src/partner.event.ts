import { defineThing } from './contract.ts';
import { noCommune, noEdition, oneOf, sample, stamp, text } from './field.ts';
import { type Static, Type } from './type.ts';

export const partnerKinds = ['ASSOCIATION', 'COOPERATIVE'] as const;
export type PartnerKind = (typeof partnerKinds)[number];

export const partner = defineThing({
  service: 'partner',
  thing: 'partner',
  summary:
    'An association or cooperative that carries worksites, or applies to. Its province is that of its seat.',
  events: { registered: 'It was entered in the register of its province.' },
  data: Type.Object({
    ...stamp,
    edition: noEdition,
    commune: noCommune,
    kind: oneOf(partnerKinds, 'Legal form.'),
    nameAr: text('Name in Arabic.'),
    nameFr: text('Name in French.'),
    registrationNumber: text(
      'Number of its registration (association receipt or cooperative register), as printed.',
    ),
    sample,
  }),
});

export type PartnerState = Static<typeof partner.schema>;
