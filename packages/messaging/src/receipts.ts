/** One write that an answer shall include: `thing` in at least that `version`. */
export interface Wanted {
  readonly topic: string;
  readonly thing: string;
  readonly version: number;
}

/** A receipt that none of ours has made. `code` is the rule's name. */
export class ReceiptMalformed extends Error {
  readonly code = 'receipt.malformed';
}

/** No receipt of ours is longer, in characters. */
export const longestReceipt = 4096;
/** How many writes a receipt names at most. */
export const mostWrites = 32;
const topicForm = /^awrach\.[a-z0-9-]{1,40}\.[a-z-]{1,40}$/;
const thingForm = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A receipt for these writes, opaque to clients: base64url of JSON. Of a thing named twice the higher version counts. */
export function encodeReceipt(writes: readonly Wanted[]): string {
  const highest = new Map<string, Wanted>();
  for (const write of writes) {
    const key = `${write.topic}|${write.thing}`;
    if (write.version > (highest.get(key)?.version ?? 0)) highest.set(key, write);
  }
  const parts = [...highest.values()].map(({ topic, thing, version }) => [topic, thing, version]);
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws ReceiptMalformed for anything that `encodeReceipt` cannot have made. */
export function decodeReceipt(receipt: string): Wanted[] {
  if (receipt.length > longestReceipt || !/^[A-Za-z0-9_-]+$/.test(receipt)) throw new ReceiptMalformed();
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(receipt, 'base64url').toString('utf8'));
  } catch {
    throw new ReceiptMalformed();
  }
  if (!Array.isArray(parts) || parts.length === 0 || parts.length > mostWrites) throw new ReceiptMalformed();
  return parts.map(wantedOf);
}

function wantedOf(part: unknown): Wanted {
  if (!Array.isArray(part) || part.length !== 3) throw new ReceiptMalformed();
  const [topic, thing, version]: unknown[] = part;
  const known =
    typeof topic === 'string' && topicForm.test(topic) && typeof thing === 'string' && thingForm.test(thing);
  if (!known || typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    throw new ReceiptMalformed();
  return { topic, thing, version };
}
