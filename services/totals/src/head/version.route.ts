import { longestWaitMs, RefusalError, readReceipt, refuseShared } from '@awrach/subgraph';
import type { FastifyInstance } from 'fastify';
import type { KeptVersions } from './kept-versions.ts';
import type { ReceiptDesk } from './receipts.ts';
import { nameOf } from './version.ts';

/** As it was sent: nobody has checked it yet. */
interface Asked {
  readonly including?: unknown;
  readonly timeout?: unknown;
}

/**
 * `GET /version?including=<receipt>&including=<receipt>&timeout=<ms>` → `{"version":"0.1208"}`: a version that holds all
 * those writes, once this instance has it. More receipts than an address has room for are posted: `{"including":["<receipt>"],"timeout":<ms>}`.
 * @param usualWaitMs when no timeout is asked for
 */
export function serveVersion(
  door: FastifyInstance,
  parts: { readonly desk: ReceiptDesk; readonly versions: KeptVersions; readonly usualWaitMs: number },
): void {
  const { desk, versions, usualWaitMs } = parts;
  const answer = async ({ including = [], timeout }: Asked) => {
    const wanted = [including].flat().flatMap((receipt) => readReceipt(String(receipt), 'including'));
    const waitMs = Math.min(Number(timeout ?? usualWaitMs) || 0, longestWaitMs);
    const deadline = performance.now() + waitMs;
    const name = await desk.versionHolding(wanted, waitMs);
    const version = await versions.headFrom(name, Math.max(0, deadline - performance.now()));
    if (!version) throw new RefusalError(refuseShared('receipt.timeout', 'including'));
    return { version: nameOf(version.generation === name.generation ? name : version) };
  };
  door.get<{ Querystring: Asked }>('/version', ({ query }) => answer(query));
  door.post<{ Body: Asked | null | undefined }>('/version', ({ body }) => answer(body ?? {}));
}
