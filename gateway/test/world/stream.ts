import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { until } from '../../../test/testkit/until.ts';

/** One message of a stream, as the text between two empty lines says it. */
export interface Message {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly retry?: string;
}

/** A stream as a browser's EventSource reads it. */
export interface Stream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly messages: readonly Message[];
  /** What came before the first message, or instead of one. */
  text(): string;
  ended(): boolean;
  /** The first message that fits. */
  until(what: string, fits: (message: Message) => boolean): Promise<Message>;
  close(): void;
}

export function openStream(
  address: string,
  query: string,
  headers: Record<string, string> = {},
  variables = '{}',
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(
      `${address}/graphql?${new URLSearchParams({ query, variables })}`,
      { agent: false, headers: { accept: 'text/event-stream', ...headers } },
      (response) => {
        const messages: Message[] = [];
        let text = '';
        let unread = '';
        let ended = false;
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
          const blocks = (unread + piece).split('\n\n');
          unread = blocks.pop() ?? '';
          messages.push(...blocks.filter((block) => !block.startsWith(':')).map(messageIn));
        });
        response.on('close', () => {
          ended = true;
        });
        response.on('error', () => {}); // A stream that is cut off has ended: that is all there is to know.
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          messages,
          text: () => text,
          ended: () => ended,
          async until(what, fits) {
            await until(
              what,
              async () => messages,
              (all) => all.some(fits),
            );
            return messages.find(fits) ?? {};
          },
          close: () => asked.destroy(),
        });
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

const messageIn = (block: string): Message =>
  Object.fromEntries(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
