import { readConfig, startSubgraph, subgraphVariables } from '@awrach/subgraph';
import { service } from './service.ts';

await startSubgraph({ ...service, config: readConfig(subgraphVariables) });
