import { readFileSync } from 'node:fs';
import { agreement, person, placement, worksite } from '@awrach/contracts';
import { key256, readConfig, startSubgraph, subgraphVariables } from '@awrach/subgraph';
import { Employment1767225600001 } from './migrations/0001-employment.ts';
import { PersonEntity } from './person/person.entity.ts';
import { personResolvers } from './person/person.resolvers.ts';
import { openVault } from './person/vault.ts';
import { applyGround } from './placement/ground.reaction.ts';
import { PlacementEntity } from './placement/placement.entity.ts';
import { placementResolvers } from './placement/placement.resolvers.ts';
import { catalogue, constraints } from './refusals.ts';

const config = readConfig({
  ...subgraphVariables,
  NATIONAL_ID_KEY: key256({
    desc: 'Secret that people’s identities are encrypted and recognised with: 32 random bytes in base64.',
  }),
});
const vault = openVault(config.NATIONAL_ID_KEY);

await startSubgraph({
  name: 'employment',
  config,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [personResolvers(vault), placementResolvers],
  refusals: catalogue,
  constraints,
  entities: [PersonEntity, PlacementEntity],
  migrations: [Employment1767225600001],
  tells: [person, placement],
  follows: [worksite, agreement],
  apply: applyGround,
});
