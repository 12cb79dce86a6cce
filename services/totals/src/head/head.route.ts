import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { CompleteTo } from '../freshness/complete-to.ts';
import type { KeptVersions } from './kept-versions.ts';
import { nameOf } from './version.ts';

/** The longest that a listener waits for a word, in milliseconds. */
const heartbeatMs = 100;

/** A listener that does not read is sent away when this much waits for it, in bytes; it may come again. */
const mostUnread = 64 * 1024;

/**
 * `GET /head`: an endless stream of lines of JSON, one at once, one after each new version, and one at least every 100 ms:
 * `{"version":"0.1207","completeTo":"…Z"}`. Versions that come in the same turn of the event loop make one line. It falls silent while
 * the database does not say that there is nothing newer: whoever keeps answers under the head then keeps none.
 */
export function serveHead(
  door: FastifyInstance,
  versions: KeptVersions,
  completeTo: CompleteTo,
  isCurrent: () => boolean,
): void {
  const listeners = new Set<ServerResponse>();
  let due: NodeJS.Immediate | undefined;

  const line = (): string => {
    const head = versions.head();
    return `${JSON.stringify({ version: nameOf(head), completeTo: completeTo.of(head) })}\n`;
  };
  const tellAll = () => {
    due = undefined;
    beat.refresh();
    if (listeners.size === 0) return;
    const text = line();
    for (const listener of listeners) {
      if (listener.writableLength > mostUnread) listener.destroy();
      else listener.write(text);
    }
  };
  const beat = setInterval(() => {
    if (isCurrent()) tellAll();
  }, heartbeatMs);
  const unfollow = versions.onHead(() => {
    due ??= setImmediate(tellAll);
  });

  door.get('/head', (request, reply) => {
    const response = reply.hijack().raw;
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-request-id': request.scope.requestId,
    });
    response.flushHeaders();
    if (isCurrent()) response.write(line());
    listeners.add(response);
    response.on('error', () => response.destroy());
    response.on('close', () => listeners.delete(response));
  });

  // The door waits for open requests when it closes, and these never end by themselves.
  door.addHook('preClose', async () => {
    clearInterval(beat);
    clearImmediate(due);
    unfollow();
    for (const listener of listeners) listener.end();
  });
}
