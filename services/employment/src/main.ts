import { key256, readConfig, startSubgraph, subgraphVariables } from '@awrach/subgraph';
import { openVault } from './person/vault.ts';
import { service } from './service.ts';

const config = readConfig({
  ...subgraphVariables,
  NATIONAL_ID_KEY: key256({
    desc: 'Secret that people’s identities are encrypted and recognised with: 32 random bytes in base64.',
  }),
});

await startSubgraph({ ...service(openVault(config.NATIONAL_ID_KEY)), config });
