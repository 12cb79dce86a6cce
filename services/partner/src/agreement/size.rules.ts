import { largestEvent } from '@awrach/messaging';
import { formatMoney, type Refusal } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Revision } from './agreement.ts';

/**
 * What all revisions of an agreement may take when one is entered, in bytes: each of its events tells them all. The rest is for what
 * must stay possible: signatures, funding and a cancellation with its reason, which take some 10 KiB together.
 */
const mostBytes = largestEvent - 50 * 1024;

/** Refuses revisions that are together longer than an event of the agreement can tell. */
export function tooLong(revisions: readonly Revision[]): Refusal | undefined {
  const told = JSON.stringify(revisions, (_, value) =>
    typeof value === 'bigint' ? formatMoney(value) : value,
  );
  return Buffer.byteLength(told) > mostBytes
    ? refuse('agreement.size', 'lines', { limit: mostBytes })
    : undefined;
}
