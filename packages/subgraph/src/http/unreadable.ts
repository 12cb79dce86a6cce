import { maxHeaderSize, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from '../refusal/catalogue.ts';
import type { Formatter } from '../refusal/format.ts';
import type { Refusal } from '../refusal/refusal.ts';

/**
 * Answers what Node could not read as a request, in the form of all refusals, and ends the connection. Of such a request nothing
 * is known, its language neither.
 */
export function answerUnreadable(
  error: Error & { readonly code?: string },
  socket: Socket,
  { word }: Formatter,
): void {
  // Inside an answer that has begun, another would be read as a part of it.
  if (socket.writable && error.code !== 'ECONNRESET' && !isBeingAnswered(socket)) {
    const { refusal, status } = refusalOf(error.code);
    const body = JSON.stringify({ errors: [word(refusal)] });
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy(error);
}

/** Node's own server looks at the same: the response that a socket is busy with. */
const isBeingAnswered = (socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true;

function refusalOf(code: string | undefined): { status: number; refusal: Refusal } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        refusal: refuse('request.headers-too-large', undefined, { limit: maxHeaderSize }),
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, refusal: refuse('request.not-in-time') };
    default:
      return { status: 400, refusal: refuse('request.not-http') };
  }
}
