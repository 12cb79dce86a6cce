import type DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import type { Caller } from './identity/caller.ts';
import type { Allowance } from './identity/scope.ts';
import type { ReceiptText } from './write/receipt.ts';
import type { Write } from './write/write.ts';

/** What a resolver has at hand that neither writes nor waits for others' writes. */
export interface ReadingContext {
  readonly caller: Caller | undefined;
  readonly requestId: string;
  /** What the field being resolved allows; set by the check of `@allow`. */
  readonly allowance?: Allowance;
  /** The service's own database, for reading. */
  readonly read: EntityManager;
  /**
   * Asks again after each batch of events taken in, until there is an answer or the time is over.
   * @param milliseconds how long at most
   */
  until<Answer>(ask: () => Promise<Answer | undefined>, milliseconds: number): Promise<Answer | undefined>;
  /** A loader that lives as long as this request: `batch` gets every key asked for in one go. */
  loader<Key, Value>(
    name: string,
    batch: (keys: readonly Key[]) => Promise<readonly Value[]>,
  ): DataLoader<Key, Value, string>;
  /** Receipts given in this operation; told to the gateway in a response header. */
  readonly receipts: ReceiptText[];
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a resolver has at hand, where the consumer holds which versions of others' things there are (not `keepsVersions`). */
export interface SubgraphContext extends ReadingContext {
  /** The one way to change anything. */
  readonly write: Write<SubgraphContext>;
  /** Resolves when this service holds the given writes. @throws RefusalError `receipt.timeout`, `receipt.too-many`, `receipt.too-many-waiting` */
  holding(receipts: readonly ReceiptText[] | null | undefined): Promise<void>;
}
