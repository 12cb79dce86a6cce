import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';

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
const sockets = 256;

/**
 * Connections to one subgraph, kept open between fetches.
 * @param url where it takes GraphQL
 * @param timeoutMs how long one fetch may take, from asking to the last byte
 */
export function connect(url: string, timeoutMs: number): Connection {
  const target = new URL(url);
  const { Agent, request } = target.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, scheduling: 'lifo' });

  const ask = (options: http.RequestOptions, body: string | undefined, within: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        target,
        { ...options, agent, signal: AbortSignal.timeout(within) },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', broken);
          response.on('end', () =>
            resolve(new Answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))),
          );
        },
      );
      const broken = (cause: Error) => {
        // The other side closed an idle connection at the moment we used it: it is no sign of being down. Asking
        // once more is safe for writes too, since each carries an idempotency key.
        if (asked.reusedSocket && 'code' in cause && cause.code === 'ECONNRESET') {
          ask(options, body, within).then(resolve, reject);
        } else {
          reject(new NoAnswer(cause.message, { cause }));
        }
      };
      asked.on('error', broken);
      asked.end(body);
    });

  return {
    post: (body, headers) =>
      ask(
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        body,
        timeoutMs,
      ),
    get: (path, within) => ask({ method: 'GET', path }, undefined, within),
    close: () => agent.destroy(),
  };
}
