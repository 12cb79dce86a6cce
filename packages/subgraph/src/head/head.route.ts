import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The longest that a listener waits for a word, in milliseconds. */
const heartbeatMs = 100;

/** A listener that does not read is sent away when this much waits for it, in bytes; it may come again. */
const mostUnread = 64 * 1024;

interface HeadTold {
  /** The head as JSON, without a line break. */
  readonly line: () => string;
  /** Whether the database has told a moment ago that there is nothing newer. */
  readonly isCurrent: () => boolean;
  /** Told when the first listener comes and when the last one goes. */
  readonly listened?: (somebody: boolean) => void;
}

/**
 * `GET /head`: an endless stream of lines of JSON, one at once, one after each change, and one at least every 100 ms. Changes that
 * come in the same turn of the event loop make one line. It falls silent while the database does not say that there is nothing
 * newer: whoever keeps answers under the head then keeps none.
 * @returns what tells that the head has changed
 */
export function serveHead(door: FastifyInstance, { isCurrent, line, listened }: HeadTold): () => void {
  const listeners = new Set<ServerResponse>();
  let due: NodeJS.Immediate | undefined;
  let closing = false;

  const tellAll = () => {
    due = undefined;
    beat.refresh();
    if (listeners.size === 0) return;
    const text = `${line()}\n`;
    for (const listener of listeners) {
      if (listener.writableLength > mostUnread) listener.destroy();
      else listener.write(text);
    }
  };
  const beat = setInterval(() => {
    if (isCurrent()) tellAll();
  }, heartbeatMs);

  door.get('/head', (request, reply) => {
    const response = reply.hijack().raw;
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-request-id': request.scope.requestId,
    });
    response.flushHeaders();
    if (isCurrent()) response.write(`${line()}\n`);
    if (closing) {
      response.end();
      return;
    }
    listeners.add(response);
    if (listeners.size === 1) listened?.(true);
    response.on('error', () => response.destroy());
    response.on('close', () => {
      listeners.delete(response);
      if (listeners.size === 0) listened?.(false);
    });
  });

  // The door waits for open requests when it closes, and these never end by themselves.
  door.addHook('preClose', async () => {
    closing = true;
    clearInterval(beat);
    clearImmediate(due);
    for (const listener of listeners) listener.end();
  });

  return () => {
    due ??= setImmediate(tellAll);
  };
}
