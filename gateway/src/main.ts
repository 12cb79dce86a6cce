import { openLog, readConfig, stopInOrder } from '@awrach/subgraph/gateway';
import { gatewayVariables } from './config.ts';
import { openGateway } from './gateway.ts';
import { readSupergraph } from './graph/supergraph.ts';

const config = readConfig(gatewayVariables);
const log = openLog('gateway', config.LOG_LEVEL);

const onStop = stopInOrder(log, config.PARENT_PIPE_FD);

const gateway = await openGateway({
  supergraphSdl: readSupergraph(config.SUPERGRAPH),
  addresses: {
    partner: config.PARTNER_URL,
    worksite: config.WORKSITE_URL,
    employment: config.EMPLOYMENT_URL,
    finance: config.FINANCE_URL,
    totals: config.TOTALS_URL,
  },
  identity: {
    issuer: config.OIDC_ISSUER,
    jwksUrl: config.OIDC_JWKS_URL,
    audience: config.OIDC_AUDIENCE,
  },
  corsOrigins: config.CORS_ORIGINS,
  subgraphTimeoutMs: config.SUBGRAPH_TIMEOUT_MS,
  receiptTimeoutMs: config.RECEIPT_TIMEOUT_MS,
  liveLimits: {
    all: config.LIVE_WATCHERS,
    perIdentity: config.LIVE_WATCHERS_PER_IDENTITY,
    operations: config.LIVE_OPERATIONS,
    operationsPerIdentity: config.LIVE_OPERATIONS_PER_IDENTITY,
    heartbeatMs: 12_000,
  },
  keptBytes: config.KEPT_BYTES,
  host: config.HOST,
  port: config.PORT,
  sharePort: config.SHARE_PORT,
  log,
});
onStop(gateway.close);
log.info({ address: gateway.address }, 'ready');
