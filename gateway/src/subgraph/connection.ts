import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

/** What came back, whatever its status. */
export class Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  constructor(status: number, headers: IncomingHttpHeaders, bytes: Buffer) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
  }
  get body(): string {
    return this.bytes.toString('utf8');
  }
}

/** Nothing came back: refused, broken off, or not in time. */
export class NoAnswer extends Error {}

export interface Connection {
  /** @throws NoAnswer */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** @param path with its query, from the root @throws NoAnswer */
  get(path: string, timeoutMs: number): Promise<Answer>;
  close(): void;
}

/** The most connections to one subgraph; further fetches wait for a free one. */
const mostSockets = 256;

/**
 * Connections to one subgraph, kept open between fetches.
 * @param url where it takes what is posted
 * @param timeoutMs how long one fetch may take, from asking to the last byte
 */
export function connect(url: string, timeoutMs: number, sockets = mostSockets): Connection {
  const { origin, pathname, search } = new URL(url);
  // Our own clock covers the whole of a fetch.
  const pool = new Pool(origin, { connections: sockets, headersTimeout: 0, bodyTimeout: 0 });

  async function ask(options: Dispatcher.DispatchOptions, within: number): Promise<Answer> {
    const until = performance.now() + within;
    try {
      return await exchange(pool, options, within);
    } catch (error) {
      // The other side closed an idle connection at the moment we used it: it is no sign of being down. Asking
      // once more is safe for writes too, since each carries an idempotency key.
      const left = until - performance.now();
      if (!(error instanceof BrokenOff) || left <= 0) throw error;
      return exchange(pool, options, left);
    }
  }

  return {
    post: (body, headers) =>
      ask(
        {
          method: 'POST',
          path: pathname + search,
          headers: { 'content-type': 'application/json', ...headers },
          body,
        },
        timeoutMs,
      ),
    get: (path, within) => ask({ method: 'GET', path }, within),
    close: () => void pool.destroy(),
  };
}

/** The connection ended before an answer began. */
class BrokenOff extends NoAnswer {}

const brokenCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** One request and its answer. @throws NoAnswer */
function exchange(pool: Pool, options: Dispatcher.DispatchOptions, within: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status: number | undefined;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let late: NoAnswer | undefined;
    const clock = setTimeout(() => {
      late = new NoAnswer('not in time');
      reject(late);
      controller?.abort(late);
    }, within);

    pool.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        // It waited for a free connection for too long.
        if (late) started.abort(late);
      },
      onResponseStart(_, code, told) {
        status = code;
        headers = told;
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        clearTimeout(clock);
        resolve(
          new Answer(
            status ?? 0,
            headers,
            chunks[0] && chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
          ),
        );
      },
      onResponseError(_, cause) {
        clearTimeout(clock);
        const broken = status === undefined && 'code' in cause && brokenCodes.has(String(cause.code));
        reject(new (broken ? BrokenOff : NoAnswer)(cause.message, { cause }));
      },
    });
  });
}
