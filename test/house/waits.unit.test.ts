import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const issuer = { OIDC_ISSUER: 'nobody', OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks.json' };
const settings = {
  gateway: {
    ...issuer,
    PARTNER_URL: 'http://127.0.0.1:1/graphql',
    WORKSITE_URL: 'http://127.0.0.1:1/graphql',
    EMPLOYMENT_URL: 'http://127.0.0.1:1/graphql',
    FINANCE_URL: 'http://127.0.0.1:1/graphql',
    TOTALS_URL: 'http://127.0.0.1:1/graphql',
    SUPERGRAPH: '/nowhere',
  },
  'services/totals': {
    ...issuer,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    KAFKA_BROKERS: '127.0.0.1:1',
  },
};

describe('a wait that is none, or that doors would cut off,', () => {
  test.each([
    ['gateway', 'SUBGRAPH_TIMEOUT_MS', '30001'],
    ['gateway', 'SUBGRAPH_TIMEOUT_MS', '0'],
    ['gateway', 'SUBGRAPH_TIMEOUT_MS', '-1'],
    ['gateway', 'SUBGRAPH_TIMEOUT_MS', '10s'],
    ['gateway', 'SUBGRAPH_TIMEOUT_MS', ''],
    ['gateway', 'RECEIPT_TIMEOUT_MS', '-1'],
    ['services/totals', 'RECEIPT_TIMEOUT_MS', '30001'],
  ] as const)('is refused at the start: %s, %s=%s', (folder, name, value) => {
    const main = fileURLToPath(new URL(`../../${folder}/src/main.ts`, import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ['--conditions=source', main], {
      env: { PATH: process.env.PATH, ...settings[folder], [name]: value },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stderr).toMatch(
      new RegExp(`^Configuration: ${name} is wrong\\. .* in milliseconds: [01] to 30000\\..*\\n$`),
    );
    expect(status).toBe(78);
  });
});
