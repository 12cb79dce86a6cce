import { join } from 'node:path';
import {
  answerMs,
  bool,
  identityVariables,
  longestWaitMs,
  num,
  processVariables,
  str,
  url,
  waitMs,
} from '@awrach/subgraph/gateway';

/** The settings of the gateway. */
export const gatewayVariables = {
  ...processVariables,
  ...identityVariables,
  HOST: str({ default: '127.0.0.1', desc: 'Address to listen on.' }),
  PORT: num({ default: 4000, desc: 'Port to listen on; 0 takes a free one and says which.' }),
  SHARE_PORT: bool({
    default: false,
    desc: 'Whether several gateways of this machine listen at that port, as many as it has cores for: the system hands each connection to one.',
  }),
  SUPERGRAPH: str({
    default: join(import.meta.dirname, '../dist/supergraph.graphql'),
    desc: 'The file that `npm run compose` made.',
  }),
  PARTNER_URL: url({ desc: 'Where the partner subgraph answers, `http://host:port/graphql`.' }),
  WORKSITE_URL: url({ desc: 'Where the worksite subgraph answers.' }),
  EMPLOYMENT_URL: url({ desc: 'Where the employment subgraph answers.' }),
  FINANCE_URL: url({ desc: 'Where the finance subgraph answers.' }),
  TOTALS_URL: url({ desc: 'Where the totals subgraph answers; its head is followed at the same origin.' }),
  CORS_ORIGINS: str({
    default: '',
    desc: 'Origins whose pages may ask, comma separated, or `*`. Empty: pages of this machine only, any port.',
  }),
  SUBGRAPH_TIMEOUT_MS: answerMs({
    default: 10_000,
    desc: `How long one fetch from a subgraph may take, in milliseconds: 1 to ${longestWaitMs}. Mutations that wait for funding take seconds.`,
  }),
  RECEIPT_TIMEOUT_MS: waitMs({
    default: 5_000,
    desc: `How long an operation waits for totals to hold its receipts, in milliseconds: 0 to ${longestWaitMs}.`,
  }),
  LIVE_WATCHERS: num({ default: 20_000, desc: 'How many may watch at once, of all together.' }),
  LIVE_WATCHERS_PER_IDENTITY: num({
    default: 1_000,
    desc: 'How many one may watch at once: one token’s subject, or without a token one address.',
  }),
  LIVE_OPERATIONS: num({
    default: 500,
    desc: 'How many different operations may be watched at once: each is computed anew after each change.',
  }),
  LIVE_OPERATIONS_PER_IDENTITY: num({
    default: 50,
    desc: 'How many different operations one may watch at once: one token’s subject, or without a token one address.',
  }),
  KEPT_BYTES: num({
    default: 33_554_432,
    desc: 'How much is kept of finished public answers at most, in bytes; 0 keeps none.',
  }),
};
