/** Events out and in: the outbox, its relay, and the consumer. The only package that knows the Kafka client. */
export type { Move } from './consumer/apply.ts';
export {
  type Consumer,
  type ConsumerFigures,
  type ConsumerOptions,
  startConsumer,
} from './consumer/consumer.ts';
export { isConflict, MessageFault } from './consumer/fault.ts';
export { freshOf, type Received } from './consumer/received.ts';
export {
  type DeadLetter,
  deadLetterTopics,
  isOpen,
  readDeadLetters,
  readLetter,
} from './dead-letters/letters.ts';
export { findOriginals, type Replayed, replay } from './dead-letters/replay.ts';
export { headOf } from './head.ts';
export { heldOf } from './held.ts';
export { inOrderOfKeys } from './in-order-of-keys.ts';
export type { Log } from './log.ts';
export { PreparingClient } from './preparing-client.ts';
export { printableJson, printableLine } from './printable.ts';
export {
  type Progress,
  type ProgressReader,
  type Reached,
  reaches,
  startProgressReader,
} from './progress.ts';
export { type Range, rangesOf } from './reading/ranges.ts';
export { type PlainRecord, readRanges } from './reading/read-ranges.ts';
export { decodeReceipt, encodeReceipt, ReceiptMalformed, type Wanted } from './receipts.ts';
export { largestEvent, recordEvent } from './record.ts';
export { type OutboxFigures, outboxFigures } from './relay/outbox-figures.ts';
export { type Relay, type RelayFigures, type RelayOptions, startRelay } from './relay/relay.ts';
export { wakeRelay } from './relay/wake.ts';
export { type Republished, republish, stillToSend } from './republish.ts';
export { messagingSchema } from './schema.ts';
export { plainArray } from './sql-array.ts';
export { type SqlClient, type SqlTransaction, sqlOf, type Transact, transactionOf } from './sql-client.ts';
export { type CopiedRow, copyInto } from './sql-copy.ts';
export { nextStamp, stampOf } from './stamp.ts';
export { ensureTopics, progressTopic, type TopicSettings, TopicUnfit } from './topics.ts';
