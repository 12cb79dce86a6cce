import type { ServerResponse } from 'node:http';
import { compareVersions } from '../totals/version.ts';
import { completeEvent, heartbeat, type LiveEvent } from './event.ts';

/** One client's stream of results. */
export interface Watcher {
  /** The newest result. Not sent if it is older than what the client has, or says the same; who reads slowly skips to the newest. */
  offer(event: LiveEvent): void;
  beat(): void;
  /** The last word: nothing follows, and the client need not come again. */
  complete(): void;
  /** Ends the stream so that the client comes again, here or elsewhere. */
  handOver(word: string): void;
}

/** @param seen the version that the client has seen already */
export function openWatcher(response: ServerResponse, seen: string | undefined): Watcher {
  let shown = seen;
  /** Whether what was shown lacked no part. */
  let whole = true;
  let said: string | undefined;
  let full = false;
  let waiting: LiveEvent | undefined;

  function isNews({ version }: LiveEvent): boolean {
    if (version === undefined || shown === undefined) return true;
    const ahead = compareVersions(version, shown);
    return ahead > 0 || (ahead === 0 && !whole);
  }

  function send(event: LiveEvent): void {
    shown = event.version ?? shown;
    whole = event.whole;
    if (event.result === said) return;
    said = event.result;
    full = !response.write(event.bytes);
  }

  response.on('drain', () => {
    full = false;
    const event = waiting;
    waiting = undefined;
    if (event && isNews(event)) send(event);
  });

  return {
    offer(event) {
      if (response.writableEnded || !isNews(event)) return;
      if (full) waiting = event;
      else send(event);
    },
    beat() {
      if (!full && !response.writableEnded) response.write(heartbeat);
    },
    complete() {
      if (waiting && isNews(waiting)) send(waiting);
      response.end(completeEvent);
    },
    handOver: (word) => void response.end(word),
  };
}
