export { isEdition, today } from './calendar.ts';
export {
  bool,
  identityVariables,
  key256,
  num,
  port,
  processVariables,
  readConfig,
  str,
  subgraphVariables,
  url,
} from './config.ts';
export type { SubgraphContext } from './context.ts';
export { centimesColumn, dateColumn, partsColumn, timestampColumn } from './database/columns.ts';
export { openDatabase, sqlClientOf } from './database/database.ts';
export { byId } from './graph/by-id.ts';
export type { Connection, PageArguments } from './graph/connection.ts';
export { type ListFilters, listing } from './graph/listing.ts';
export { type Centimes, centimes, formatMoney, parseMoney, sum } from './graph/money.ts';
export { scalars } from './graph/scalars.ts';
export { type Resolvers, subgraphSchema } from './graph/schema.ts';
export { sharedSdl, subgraphSdl } from './graph/shared-sdl.ts';
export { territoryResolvers } from './graph/territory.ts';
export { type DoorSettings, openDoor } from './http/door.ts';
export { quietPlugins, receiptsHeader } from './http/graphql.ts';
export type { Belonging, Caller, Within } from './identity/caller.ts';
export type { Role } from './identity/roles.ts';
export { type Allowance, outOfScope } from './identity/scope.ts';
export { type TokenSettings, tokenVerifier, type Verify } from './identity/tokens.ts';
export { type Logger, openLog } from './log.ts';
export { stopInOrder } from './process/lifetime.ts';
export { refuse as refuseShared, sharedCatalogue } from './refusal/catalogue.ts';
export { type Formatter, formatter, type WordedRefusal } from './refusal/format.ts';
export { type Language, languageOf } from './refusal/language.ts';
export {
  type Catalogue,
  type Decision,
  isRefusal,
  type Refusal,
  type RefusalCode,
  RefusalError,
  refusing,
} from './refusal/refusal.ts';
export { currentRequest, enterRequest, type RequestScope } from './request.ts';
export type { Extension, OpenParts, ServiceParts, Subgraph, SubgraphConfig } from './service.ts';
export { startSubgraph } from './subgraph.ts';
export { joinReceipts, type ReceiptText, type Recorded, readReceipt, receiptOf } from './write/receipt.ts';
export { type Thing, type ThingKind, thingColumns, type Unrecorded } from './write/thing.ts';
export { type LoadOptions, type Origin, unitOfWork, type Work } from './write/work.ts';
export type { MutationInput, Written } from './write/write.ts';
