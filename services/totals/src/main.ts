import { readFileSync } from 'node:fs';
import { readConfig, startSubgraph, subgraphVariables } from '@awrach/subgraph';
import { applyBatch, consumerSettings } from './applying/apply.ts';
import { followed } from './contribution/rules.ts';
import { openTotals } from './extension.ts';
import { liveGeneration } from './generation/generation.store.ts';
import { migrations } from './migrations/migrations.ts';
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
  migrations,
  tells: [],
  follows: followed,
  generation: liveGeneration,
  ...consumerSettings,
  apply: (work, batch, reached, generation) => applyBatch(work, generation, batch, reached),
  extend: (parts) => openTotals(parts, config),
});
