import type { IncomingMessage } from 'node:http';
import { namesHost } from '@awrach/subgraph/gateway';
import { streams } from '../live/accept.ts';
import { type Coding, codingFor } from './coding.ts';

/** Where the graph answers. */
export const graphPath = '/graphql';

/** Requests larger than this many bytes are not kept: questions that everybody asks are smaller. */
const largest = 16_384;

/**
 * How a request is to be looked for: by its address alone, after its body has been read, or not at all. One that says
 * who asks is not looked for: its token must be verified first. Nor is one that may want a stream of answers, or one that is refused because it names no host.
 */
export function lookFor(request: IncomingMessage): 'now' | 'with-body' | 'never' {
  const { headers, method, url = '' } = request;
  if (!url.startsWith(graphPath) || (url.length > graphPath.length && url[graphPath.length] !== '?'))
    return 'never';
  if (headers.authorization !== undefined || headers['transfer-encoding'] !== undefined) return 'never';
  if (!namesHost(headers)) return 'never';
  if (headers.accept !== undefined && streams.test(headers.accept)) return 'never';
  const length = headers['content-length'];
  if (method === 'GET') return length === undefined && url.length <= largest ? 'now' : 'never';
  if (method !== 'POST' || headers['content-encoding'] !== undefined) return 'never';
  const bytes = Number(length);
  return bytes > 0 && bytes + url.length <= largest ? 'with-body' : 'never';
}

/** All that an answer to a request depends on, once it is for everybody. */
export interface Asked {
  /** What finds the answer: see {@link keyOf}. */
  readonly key: string;
  /** How its body is to be written. */
  readonly coding: Coding;
  readonly ifNoneMatch: string | undefined;
  readonly origin: string | undefined;
  /** The request's own id, if it is one. */
  readonly requestId: string | readonly string[] | undefined;
}

export const askedBy = (request: IncomingMessage, body: Buffer | undefined): Asked => ({
  key: keyOf(request, body),
  coding: codingFor(request.headers['accept-encoding']?.toString()),
  ifNoneMatch: request.headers['if-none-match'],
  origin: request.headers.origin,
  requestId: request.headers['x-request-id'],
});

/**
 * Everything that can change an answer without errors. No part but the last can hold a line break, so different
 * requests have different keys; `Accept-Language` only words errors, which are not kept.
 */
export const keyOf = (
  { headers, method, url }: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  body: Buffer | undefined,
): string =>
  `${method} ${url}\n${headers.accept ?? ''}\n${headers['content-type'] ?? ''}\n${body?.toString('latin1') ?? ''}`;
