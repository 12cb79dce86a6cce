import { person } from '@awrach/contracts';
import { type ThingKind, thingColumns } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';
import type { Person } from './person.ts';

export const PersonEntity = new EntitySchema<Person>({
  name: 'Person',
  tableName: 'person',
  columns: {
    ...thingColumns,
    gender: { type: 'text' },
    ageBand: { name: 'age_band', type: 'text' },
    milieu: { type: 'text' },
    category: { type: 'text' },
    matchKey: { name: 'match_key', type: 'text' },
    sealed: { type: 'text' },
  },
});

export const persons: ThingKind<Person> = {
  entity: PersonEntity,
  contract: person,
  told: ({ matchKey: _matchKey, sealed: _sealed, ...pseudonym }) => pseudonym,
};
