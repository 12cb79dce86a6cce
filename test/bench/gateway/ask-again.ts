import { connect, type Socket } from 'node:net';

/** What a load met with. */
export interface Met {
  readonly perSecond: number;
  readonly answers: number;
}

export interface Asking {
  readonly port: number;
  /** The bytes of one request each; connections ask them in turn. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly seconds: number;
  /** Called with each answer's bytes, and when its request was sent. */
  readonly answered?: (answer: Buffer, askedAt: number) => void;
}

export function requestFor(query: string, more: Record<string, string> = {}): Buffer {
  const body = JSON.stringify({ query });
  const headers = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Each connection asks as soon as it was answered. Over sockets of its own: an HTTP client would take more of its core
 * than the server takes of the other.
 * @throws Error at the first answer that is not 200
 */
export async function askAgain(asking: Asking): Promise<Met> {
  const { answered, connections, port, requests, seconds } = asking;
  let answers = 0;
  let running = true;
  let next = 0;

  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect(port, '127.0.0.1');
      let pieces: Buffer[] = [];
      let missing = 0;
      let askedAt = 0;
      const ask = () => {
        const request = requests[next++ % requests.length];
        if (!request) throw new Error('nothing to ask');
        askedAt = performance.now();
        socket.write(request);
      };
      socket.setNoDelay(true);
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('close', () => (running ? reject(new Error('the server closed a connection')) : resolve()));
      socket.on('data', (piece) => {
        if (missing > 0) {
          missing -= piece.length;
          pieces.push(piece);
        } else {
          const all = pieces.length > 0 ? Buffer.concat([...pieces, piece]) : piece;
          pieces = [all];
          const end = all.indexOf('\r\n\r\n');
          if (end < 0) return;
          missing = end + 4 + lengthIn(all, end) - all.length;
        }
        if (missing > 0) return;
        answers++;
        if (answered) answered(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces), askedAt);
        pieces = [];
        missing = 0;
        if (running) ask();
        else socket.end();
      });
    });

  const began = performance.now();
  const all = Promise.all(Array.from({ length: connections }, one));
  await Promise.race([new Promise((resolve) => setTimeout(resolve, seconds * 1_000)), all]);
  const perSecond = (answers * 1_000) / (performance.now() - began);
  running = false;
  await all;
  return { perSecond, answers };
}

function lengthIn(bytes: Buffer, end: number): number {
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined)
    throw new Error(`not an answer of 200: ${head}`);
  return Number(length);
}
