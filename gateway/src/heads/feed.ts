import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Logger } from '@awrach/subgraph/gateway';
import { jsonIn } from '../json.ts';

/** A head is told every 100 ms at least; a connection silent for so long is dead, whatever TCP believes. */
const silentMs = 1_000;

/** What comes after a silence of so long may have waited on the way, behind more of its like: what is said anew is new. */
export const certainMs = 500;

/** Pauses between attempts, in milliseconds: from the first to the longest. */
const firstPause = 50;
const longestPause = 1_000;

interface FeedParts {
  /** Where its subgraph takes GraphQL; the feed stands at the same origin. */
  readonly url: string;
  /** The subgraph's name. */
  readonly of: string;
  readonly log: Logger;
  /** Told what each line says. */
  readonly heard: (said: unknown) => void;
  /** Told whenever it has been opened, before the first line. */
  readonly opened: () => void;
}

/** Reads a stream of lines of JSON without end, and opens it again whenever it breaks or falls silent. */
export function openFeed(parts: FeedParts): { stop(): void } {
  const { heard, log, of, opened } = parts;
  const url = new URL('/head', parts.url);
  const { get } = url.protocol === 'https:' ? https : http;
  let stopped = false;
  let pause = firstPause;
  let failing = false;
  let connection: ClientRequest | undefined;
  let retry: NodeJS.Timeout | undefined;

  function open(): void {
    // No agent: this connection is not one to be shared or kept.
    const asked = get(url, { agent: false }, (response) => {
      if (response.statusCode !== 200) {
        asked.destroy(new Error(`answered ${response.statusCode}`));
        return;
      }
      opened();
      let unfinished = '';
      let lastAt = performance.now();
      response.setEncoding('utf8').on('data', (text: string) => {
        const now = performance.now();
        if (now - lastAt > certainMs) {
          asked.destroy(new Error('was silent'));
          return;
        }
        lastAt = now;
        watch.refresh();
        pause = firstPause;
        if (failing) log.info({ subgraph: of }, 'its head is heard again');
        failing = false;
        const lines = (unfinished + text).split('\n');
        unfinished = lines.pop() ?? '';
        for (const line of lines) heard(jsonIn(line));
      });
      response.on('error', (error) => {
        why = error;
      });
    });
    connection = asked;
    let why: Error | undefined;
    const watch = setTimeout(() => asked.destroy(new Error('silent')), silentMs);
    asked.on('error', (error) => {
      why = error;
    });
    asked.on('close', () => {
      clearTimeout(watch);
      if (stopped) return;
      if (!failing) log.warn({ subgraph: of, err: why }, 'its head is not heard; trying again');
      failing = true;
      retry = setTimeout(open, pause);
      pause = Math.min(pause * 2, longestPause);
    });
  }

  open();
  return {
    stop() {
      stopped = true;
      clearTimeout(retry);
      connection?.destroy();
    },
  };
}
