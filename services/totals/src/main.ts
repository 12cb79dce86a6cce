import { readFileSync } from 'node:fs';
import { readConfig, startSubgraph, subgraphVariables } from '@awrach/subgraph';
import { applyBatch } from './applying/apply.ts';
import { followed } from './contribution/rules.ts';
import { openTotals } from './extension.ts';
import { firstGeneration } from './head/version.ts';
import { Totals0001 } from './migrations/0001-totals.ts';
import { Totals0002 } from './migrations/0002-past.ts';
import { targetResolvers } from './programme/target.ts';
import { catalogue } from './refusals.ts';
import { seriesResolvers } from './series/series.resolvers.ts';
import { totalsResolvers } from './totals/totals.resolvers.ts';

const config = readConfig(subgraphVariables);

await startSubgraph({
  name: 'totals',
  config,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: [targetResolvers, totalsResolvers, seriesResolvers],
  refusals: catalogue,
  entities: [],
  migrations: [Totals0001, Totals0002],
  tells: [],
  follows: followed,
  apply: (work, batch, reached) => applyBatch(work, firstGeneration, batch, reached),
  extend: (parts) => openTotals(parts, config),
});
