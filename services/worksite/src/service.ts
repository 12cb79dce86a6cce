import { readFileSync } from 'node:fs';
import { agreement, commitment, worksite } from '@awrach/contracts';
import type { ServiceParts } from '@awrach/subgraph';
import { Worksite1767225600001 } from './migrations/0001-worksite.ts';
import { catalogue } from './refusals.ts';
import { applyAgreements } from './worksite/planning.reaction.ts';
import { WorksiteEntity } from './worksite/worksite.entity.ts';
import { worksiteResolvers } from './worksite/worksite.resolvers.ts';

/** All that it is made of, but for its configuration. */
export const service: ServiceParts = {
  name: 'worksite',
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [worksiteResolvers],
  refusals: catalogue,
  entities: [WorksiteEntity],
  migrations: [Worksite1767225600001],
  tells: [worksite],
  follows: [agreement, commitment],
  apply: applyAgreements,
  register: true,
};
