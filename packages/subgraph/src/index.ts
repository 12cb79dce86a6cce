export { isEdition, today } from './calendar.ts';
export { key256, readConfig, str, subgraphVariables, url } from './config.ts';
export type { ReadingContext, SubgraphContext } from './context.ts';
export { centimesColumn, dateColumn, partsColumn, timestampColumn } from './database/columns.ts';
export { answersWithinMs, openDatabase, sqlClientOf } from './database/database.ts';
export { byId } from './graph/by-id.ts';
export type { Connection, PageArguments } from './graph/connection.ts';
export { type ListFilters, listing } from './graph/listing.ts';
export { type Centimes, centimes, formatMoney, sum } from './graph/money.ts';
export { type Resolvers, subgraphSchema } from './graph/schema.ts';
export { serveHead } from './head/head.route.ts';
export { openDoor } from './http/door.ts';
export { quietPlugins, receiptsHeader } from './http/graphql.ts';
export { longestWaitMs, mostReceipts } from './http/limits.ts';
export type { Caller } from './identity/caller.ts';
export { outOfScope } from './identity/scope.ts';
export { type TokenSettings, tokenVerifier } from './identity/tokens.ts';
export { type Logger, openLog } from './log.ts';
export { refuse as refuseShared } from './refusal/catalogue.ts';
export { formatter } from './refusal/format.ts';
export type { Language } from './refusal/language.ts';
export {
  type Catalogue,
  type Decision,
  isRefusal,
  type Refusal,
  RefusalError,
  refusing,
} from './refusal/refusal.ts';
export { enterRequest, type RequestScope } from './request.ts';
export type { Extension, OpenParts, ServiceParts, Subgraph, SubgraphConfig } from './service.ts';
export { startSubgraph } from './subgraph.ts';
export { type WaitingRoom, waitingRoom } from './waiting-room.ts';
export { joinReceipts, type ReceiptText, readReceipt, receiptOf } from './write/receipt.ts';
export { type Thing, type ThingKind, thingColumns, type Unrecorded } from './write/thing.ts';
export { unitOfWork, type Work } from './write/work.ts';
export type { MutationInput, Written } from './write/write.ts';
