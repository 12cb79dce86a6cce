import { readFileSync } from 'node:fs';
import { agreement, person, placement, worksite } from '@awrach/contracts';
import type { ServiceParts } from '@awrach/subgraph';
import { Employment1767225600001 } from './migrations/0001-employment.ts';
import { PlacementsOfPerson1767225600002 } from './migrations/0002-placements-of-person.ts';
import { PeopleMet1767225600003 } from './migrations/0003-people-met.ts';
import { PersonEntity } from './person/person.entity.ts';
import { personResolvers } from './person/person.resolvers.ts';
import type { Vault } from './person/vault.ts';
import { applyGround } from './placement/ground.reaction.ts';
import { PlacementEntity } from './placement/placement.entity.ts';
import { placementResolvers } from './placement/placement.resolvers.ts';
import { catalogue, constraints } from './refusals.ts';

/** All that it is made of, but for its configuration. */
export const service = (vault: Vault): ServiceParts => ({
  name: 'employment',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [personResolvers(vault), placementResolvers],
  refusals: catalogue,
  constraints,
  entities: [PersonEntity, PlacementEntity],
  migrations: [Employment1767225600001, PlacementsOfPerson1767225600002, PeopleMet1767225600003],
  tells: [person, placement],
  follows: [worksite, agreement],
  apply: applyGround,
});
