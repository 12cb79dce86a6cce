/**
 * Every event of the programme: what outsiders may read, and hold us to. The pages in `docs/events/` and the schemas in
 * `published/` are generated from what is stated here.
 */
export * from './agreement.event.ts';
export { allContracts, contractOfTopic, thingContracts } from './all.ts';
export * from './commitment.event.ts';
export * from './contract.ts';
export {
  type DeadLetterState,
  deadLetters,
  type ReplayOutcome,
  replayOutcomes,
} from './dead-letter.event.ts';
export * from './derived-id.ts';
export * from './envelope.event.ts';
export { centimesOf, type Sector, sectors, type WorksiteSize, worksiteSizes } from './field.ts';
export { eventHeaders, type HeaderName, headerMeanings, logHeader, replayHeader } from './headers.ts';
export * from './partner.event.ts';
export * from './payment.event.ts';
export * from './person.event.ts';
export * from './placement.event.ts';
export { type JsonSchema, readerSchema, writerSchema } from './schema.ts';
export * from './selection.event.ts';
export * from './tranche.event.ts';
export { validateRead, validateWritten } from './validate.ts';
export * from './worksite.event.ts';
