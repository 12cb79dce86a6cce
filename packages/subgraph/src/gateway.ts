/**
 * What the gateway shares with the subgraphs. It stands apart from `index.ts` so that the gateway loads neither
 * TypeORM nor the Kafka client, which it has no use for and which would double what it holds in memory.
 */
export { longestReceipt } from '@awrach/messaging/receipts';
export {
  answerMs,
  bool,
  identityVariables,
  num,
  processVariables,
  readConfig,
  str,
  url,
  waitMs,
} from './config.ts';
export { scalars } from './graph/scalars.ts';
export { sharedSdl, subgraphSdl } from './graph/shared-sdl.ts';
export { territoryResolvers } from './graph/territory.ts';
export { namesHost, openDoor, requestIdOf } from './http/door.ts';
export { formRefused } from './http/form.ts';
export { quietPlugins, receiptsHeader } from './http/graphql.ts';
export {
  limitsOfClients,
  limitsWrittenOut,
  longestWaitMs,
  mostFaults,
  mostReceipts,
  mostWaiting,
  type RequestLimits,
  subgraphBodyLimit,
} from './http/limits.ts';
export type { Caller } from './identity/caller.ts';
export { type TokenSettings, tokenVerifier, type Verify } from './identity/tokens.ts';
export { type Logger, openLog } from './log.ts';
export { stopInOrder } from './process/lifetime.ts';
export { refuse as refuseShared, sharedCatalogue } from './refusal/catalogue.ts';
export { type Formatter, formatter, type WordedRefusal } from './refusal/format.ts';
export type { Language } from './refusal/language.ts';
export { type Catalogue, type Refusal, RefusalError, refusing } from './refusal/refusal.ts';
export { shown } from './refusal/shown.ts';
export { enterRequest, type RequestScope } from './request.ts';
