import { setTimeout as sleep } from 'node:timers/promises';
import { headOf, PreparingClient, sqlOf } from '@awrach/messaging';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.ts';
import { serveHead } from './head.route.ts';

const lookEveryMs = 40;
const againAfterMs = 500;
/** A look longer ago than this says nothing of now. */
const currentMs = 200;
/** A look that takes longer will not end: the connection is lost. */
const answersWithinMs = 2_000;

interface RegisterHeadParts {
  readonly databaseUrl: string;
  readonly name: string;
  readonly log: Logger;
}

/**
 * Tells at `GET /head` which state of its database a register answers from: `{"head":"…"}`, a text that is another after each
 * commit. The database is looked at only while somebody listens, on a connection of its own: a door that is busy answering must
 * not keep the head waiting, or gateways would keep nothing just then, and ask for all of it.
 */
export function tellRegisterHead(
  door: FastifyInstance,
  { databaseUrl, log, name }: RegisterHeadParts,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let listenedTo = false;
  let awaited = Promise.withResolvers<void>();
  let head: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const changed = serveHead(door, {
    line: () => JSON.stringify({ head }),
    isCurrent: () => head !== undefined && performance.now() - lookedAt < currentMs,
    listened(somebody) {
      listenedTo = somebody;
      if (somebody) awaited.resolve();
      else awaited = Promise.withResolvers();
    },
  });

  async function follow(): Promise<void> {
    for (;;) {
      await awaited.promise;
      if (signal.aborted) return;
      const client = new PreparingClient({
        connectionString: databaseUrl,
        application_name: `awrach-head-${name}`,
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        answersWithinMs,
      });
      try {
        await client.connect();
        await watch(client);
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'Looking at the head failed; trying again.');
        await pause(againAfterMs);
      } finally {
        head = undefined;
        await client.end().catch(() => undefined); // It failed before, or is at its end: nothing of it is used again.
      }
    }
  }

  async function watch(client: PreparingClient): Promise<void> {
    const sql = sqlOf(client);
    while (listenedTo && !signal.aborted) {
      const began = performance.now();
      const seen = await headOf(sql);
      const before = head;
      head = seen;
      lookedAt = began;
      if (seen !== undefined && seen !== before && performance.now() - began < currentMs) changed();
      await pause(lookEveryMs);
    }
  }

  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  const running = follow();
  return {
    async stop() {
      stopping.abort();
      awaited.resolve();
      await running;
    },
  };
}
