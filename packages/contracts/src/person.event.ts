import { defineThing } from './contract.ts';
import { noCommune, noEdition, oneOf, stamp } from './field.ts';
import { type Static, Type } from './type.ts';

export const genders = ['FEMALE', 'MALE'] as const;
export type Gender = (typeof genders)[number];

export const ageBands = ['18-24', '25-34', '35-44', '45-54', '55-64', '65+'] as const;
export type AgeBand = (typeof ageBands)[number];

export const milieus = ['URBAN', 'RURAL'] as const;
export type Milieu = (typeof milieus)[number];

export const personCategories = ['LOST_WORK', 'HARD_TO_EMPLOY'] as const;
export type PersonCategory = (typeof personCategories)[number];

/** Who a person is stays inside employment (law 09-08): outside there is a pseudonym and what statistics need. */
export const person = defineThing({
  service: 'employment',
  thing: 'person',
  summary:
    'Someone who can be hired, as a pseudonym: no name, national id, telephone number or date of birth ever leaves employment.',
  events: { registered: 'They were entered by a province.' },
  data: Type.Object({
    ...stamp,
    edition: noEdition,
    commune: noCommune,
    gender: oneOf(genders, 'As in the civil register.'),
    ageBand: oneOf(ageBands, 'Age on the day of registration (years, both ends included).'),
    milieu: oneOf(milieus, 'Whether they live in an urban or a rural commune.'),
    category: oneOf(
      personCategories,
      'Why the programme is for them: they lost their work, or find it hard to get any.',
    ),
  }),
});

export type PersonState = Static<typeof person.schema>;
