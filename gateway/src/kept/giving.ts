import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { requestIdOf } from '@awrach/subgraph/gateway';
import type { FollowedHeads } from '../heads/heads.ts';
import {
  type CodedBody,
  codingOf,
  freshnessHeaders,
  hadAlready,
  lastingHeaders,
  type PublicAnswer,
} from './answer.ts';
import type { Asked } from './asked.ts';
import type { Coding } from './coding.ts';
import { linesOf, write } from './written.ts';

/** Gives answers that are kept. Both ways make the same response: the whole of it, or that the client has it already. */
export interface Giving {
  /** @param isLast the connection is closed after it */
  byHttp(answer: PublicAnswer, asked: Asked, response: ServerResponse, now: number, isLast: boolean): void;
  /**
   * Without `node:http`, which has not read the request.
   * @param keepAliveMs how long the connection stays open when nothing is asked
   * @returns whether it could be given at once; nothing is written if not
   */
  onSocket(answer: PublicAnswer, asked: Asked, socket: Socket, now: number, keepAliveMs: number): boolean;
}

interface GivingSettings {
  readonly heads: FollowedHeads;
  /** What a response says to a page of that origin: name, value, … */
  readonly originHeaders: (origin: string) => readonly string[];
  /** Makes the body in a coding that an answer does not have yet. */
  readonly prepare: (answer: PublicAnswer, coding: Coding) => Promise<CodedBody>;
}

export function openGiving({ heads, originHeaders, prepare }: GivingSettings): Giving {
  /** What a response says beside what every response with this body says: name, value, … */
  function toldTo(asked: Asked, answer: PublicAnswer, now: number): string[] {
    const told = freshnessHeaders(answer, heads.totals.certain(now));
    told.push(
      'x-request-id',
      requestIdOf(asked.requestId),
      'age',
      String(Math.floor((now - answer.madeAt) / 1_000)),
    );
    if (asked.origin !== undefined) told.push(...originHeaders(asked.origin));
    return told;
  }

  return {
    byHttp(answer, asked, response, now, isLast) {
      const told = toldTo(asked, answer, now);
      if (isLast) told.push('connection', 'close');
      const { body, coding, etag } = wanted(answer, asked);
      if (etag !== undefined) response.writeHead(304, told.concat(lastingHeaders(answer, etag))).end();
      else if (body) send(response, body, told);
      else
        prepare(answer, coding).then(
          (made) => send(response, made, told),
          (error: Error) => response.destroy(error),
        );
    },
    onSocket(answer, asked, socket, now, keepAliveMs) {
      const { body, etag } = wanted(answer, asked);
      // For who is slow to read much, node:http has a time limit of its own.
      if (etag === undefined && (!body || body.bytes.length > socket.writableHighWaterMark)) return false;
      const told = linesOf(toldTo(asked, answer, now));
      if (body) write(socket, { status: '200 OK', lines: body.lines + told, keepAliveMs, body });
      else {
        const lines = told + linesOf(lastingHeaders(answer, etag));
        write(socket, { status: '304 Not Modified', lines, keepAliveMs, body });
      }
      return true;
    },
  };
}

interface Wanted {
  readonly coding: Coding;
  /** Of what the client has already; then it gets no body. */
  readonly etag: string | undefined;
  /** Undefined also while it has not been made in this coding. */
  readonly body: CodedBody | undefined;
}

function wanted(answer: PublicAnswer, asked: Asked): Wanted {
  const coding = codingOf(answer, asked.coding);
  const etag = hadAlready(answer, coding, asked.ifNoneMatch);
  return { coding, etag, body: etag === undefined ? answer.bodies.get(coding) : undefined };
}

function send(response: ServerResponse, body: CodedBody, told: readonly string[]): void {
  response.writeHead(200, [...body.headers, ...told]);
  if (body.text === undefined) response.end(body.bytes);
  else response.end(body.text, 'latin1');
}
