import DataLoader from 'dataloader';
import type { FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import type { ReadingContext, SubgraphContext } from './context.ts';
import { mostReceipts } from './http/limits.ts';
import type { Verify } from './identity/tokens.ts';
import type { Messaging } from './messaging.ts';
import { refuse } from './refusal/catalogue.ts';
import { type Refusal, RefusalError } from './refusal/refusal.ts';
import type { Extension } from './service.ts';
import { type ReceiptText, readReceipt } from './write/receipt.ts';
import { writer } from './write/write.ts';

interface ContextParts {
  readonly database: DataSource;
  readonly messaging: Messaging;
  readonly constraints: Readonly<Record<string, Refusal>>;
  readonly verify: Verify;
  readonly extend: Extension['context'];
}

/** Makes each request's context: who asks, how to read and write, and loaders of its own. */
export function contextMaker(parts: ContextParts): (request: FastifyRequest) => Promise<ReadingContext> {
  const { constraints, database, messaging, verify } = parts;
  return async (request) => {
    const caller = await verify(request.headers.authorization);
    // Loaders of different keys and values stand in one map; the name given with each keeps them apart.
    const loaders = new Map<string, DataLoader<never, never, string>>();
    const receipts: ReceiptText[] = [];
    const { requestId } = request.scope;
    const holding = holdingOnce(messaging);
    const context: SubgraphContext = {
      caller,
      requestId,
      receipts,
      read: database.manager,
      headers: request.headers,
      holding,
      until: messaging.until,
      loader<Key, Value>(name: string, batch: (keys: readonly Key[]) => Promise<readonly Value[]>) {
        const known = loaders.get(name) as unknown as DataLoader<Key, Value, string> | undefined;
        if (known) return known;
        const made = new DataLoader<Key, Value, string>(batch, { cacheKeyFn: (key) => JSON.stringify(key) });
        loaders.set(name, made as unknown as DataLoader<never, never, string>);
        return made;
      },
      // `this` is the context of the field being resolved, which carries what that field allows.
      async write(mutation, kind, input, work) {
        const write = writer({
          database,
          caller,
          requestId,
          allowance: this.allowance,
          holding,
          constraints,
          committed: messaging.wake,
        });
        const written = await write(mutation, kind, input, work);
        receipts.push(written.receipt);
        // What this request has read so far may not be so any more.
        loaders.clear();
        return written;
      },
    };
    return parts.extend ? parts.extend(context, request) : context;
  };
}

/** For one request: whatever many of its fields include, such as the lists of each of 75 provinces, is waited for once. */
function holdingOnce(messaging: Messaging): SubgraphContext['holding'] {
  const included = new Set<ReceiptText>();
  const waits = new Map<string, Promise<void>>();
  return async (receipts) => {
    if (!receipts?.length) return;
    for (const receipt of receipts) included.add(receipt);
    if (included.size > mostReceipts)
      throw new RefusalError(refuse('receipt.too-many', 'including', { limit: mostReceipts }));
    const key = receipts.join();
    const wait = waits.get(key) ?? messaging.holding(receipts.flatMap((receipt) => readReceipt(receipt)));
    waits.set(key, wait);
    await wait;
  };
}
