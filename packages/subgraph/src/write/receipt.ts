import { decodeReceipt, encodeReceipt, mostWrites } from '@awrach/messaging/receipts';
import { refuse } from '../refusal/catalogue.ts';
import { RefusalError } from '../refusal/refusal.ts';

declare const brand: unique symbol;
/** An opaque text that names writes: (topic, thing, version), one or more. */
export type ReceiptText = string & { readonly [brand]: true };

/** One write that a receipt names. */
export interface Recorded {
  readonly topic: string;
  readonly thing: string;
  readonly version: number;
}

/** Of more writes than a receipt names: the first (what was asked for) and the last. */
export function receiptOf(recorded: readonly Recorded[]): ReceiptText {
  const named =
    recorded.length <= mostWrites ? recorded : [...recorded.slice(0, 1), ...recorded.slice(1 - mostWrites)];
  return encodeReceipt([...named]) as ReceiptText; /* the one place where the brand is given */
}

/** @throws RefusalError `receipt.malformed` */
export function readReceipt(text: string, field?: string): Recorded[] {
  try {
    return decodeReceipt(text);
  } catch (cause) {
    throw new RefusalError(refuse('receipt.malformed', field), { cause });
  }
}

/** @throws RefusalError `receipt.malformed` */
export function receiptText(text: string): ReceiptText {
  readReceipt(text);
  return text as ReceiptText; /* it was just read */
}

/** One receipt for all the writes that several name. */
export const joinReceipts = (receipts: readonly ReceiptText[]): ReceiptText =>
  receiptOf(receipts.flatMap((receipt) => readReceipt(receipt)));
