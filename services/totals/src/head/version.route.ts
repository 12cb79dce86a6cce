import { longestWaitMs, RefusalError, readReceipt, refuseShared } from '@awrach/subgraph';
import type { FastifyInstance } from 'fastify';
import type { KeptVersions } from './kept-versions.ts';
import type { ReceiptDesk } from './receipts.ts';
import { nameOf } from './version.ts';

interface Asked {
  readonly including?: string | string[];
  readonly timeout?: string;
}

/**
 * `GET /version?including=<receipt>&including=<receipt>&timeout=<ms>` → `{"version":"0.1208"}`: a version that holds all
 * those writes, once this instance has it.
 * @param usualWaitMs when no timeout is asked for
 */
export function serveVersion(
  door: FastifyInstance,
  parts: { readonly desk: ReceiptDesk; readonly versions: KeptVersions; readonly usualWaitMs: number },
): void {
  const { desk, versions, usualWaitMs } = parts;
  door.get<{ Querystring: Asked }>('/version', async (request) => {
    const { including = [], timeout } = request.query;
    const wanted = [including].flat().flatMap((receipt) => readReceipt(receipt, 'including'));
    const waitMs = Math.min(Number(timeout ?? usualWaitMs) || 0, longestWaitMs);
    const deadline = performance.now() + waitMs;
    const name = await desk.versionHolding(wanted, waitMs);
    const version = name && (await versions.headFrom(name, Math.max(0, deadline - performance.now())));
    if (!name || !version) throw new RefusalError(refuseShared('receipt.timeout', 'including'));
    return { version: nameOf(version.generation === name.generation ? name : version) };
  });
}
