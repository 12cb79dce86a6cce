import type { Socket } from 'node:net';

/**
 * Headers as they are sent.
 * @param headers name, value, …; none of them as a client sent it, unless it was looked at: they are written as they are
 */
export function linesOf(headers: readonly string[]): string {
  let lines = '';
  for (let i = 0; i < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return lines;
}

/** A response without `node:http`, which says the same in the same order. */
interface Written {
  readonly status: '200 OK' | '304 Not Modified';
  readonly lines: string;
  /** How long the connection stays open when nothing is asked, in milliseconds. */
  readonly keepAliveMs: number;
  readonly body: { readonly bytes: Buffer; readonly text: string | undefined } | undefined;
}

export function write(socket: Socket, { body, keepAliveMs, lines, status }: Written): void {
  const keepAlive = Math.floor(keepAliveMs / 1_000);
  const head = `HTTP/1.1 ${status}\r\n${lines}Date: ${date()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${keepAlive}\r\n\r\n`;
  if (!body) socket.write(head, 'latin1');
  else if (body.text !== undefined) socket.write(head + body.text, 'latin1');
  else {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body.bytes);
    socket.uncork();
  }
}

let second = 0;
let written = '';

/** The present second, written anew only once in it. */
function date(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    written = new Date(now * 1_000).toUTCString();
  }
  return written;
}
