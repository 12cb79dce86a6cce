import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Asked } from './asked.ts';
import { rememberKeys } from './remembered.ts';
import { openShelf } from './shelf.ts';

/** Requests larger than this many bytes, head and body, are left to node:http. */
const largest = 4_096;

/** How many requests that came once are remembered. */
const cameOnce = 8_192;

/** A connection as far as it was followed. */
interface Followed {
  /** Bytes still to come of the request that is being read; 0 between two requests, NaN from where that can no longer be told. */
  due: number;
  /** What arrived with the beginning of a request. While node:http reads it, `began` is called, if its head is in it; kept afterwards only if it is all of the request. */
  first: Buffer | undefined;
  /** The request that is the whole of it. */
  whole: IncomingMessage | undefined;
  /** Requests that node:http has begun to read and not yet answered. */
  open: number;
  /** Whether it ever began to read one: it cuts off who sends it none in time. */
  begun: boolean;
}

const followedKey = Symbol('followed');
type FollowedSocket = Socket & { [followedKey]?: Followed };

interface Recognised {
  /** From now on what arrives at this server is looked at before node:http reads it. */
  follow(server: Server): void;
  /** node:http has read the head of a request. To be told of each. */
  began(request: IncomingMessage, response: ServerResponse): void;
  /** This is what that request asks: whenever its very bytes come again, it need not be read. */
  remember(request: IncomingMessage, asked: Asked): void;
  /** What all that is remembered takes, in bytes. */
  bytes(): number;
}

/**
 * Recognises requests by all of their bytes, head and body: a client that asks the same again sends the same, and to read it costs
 * twice as much as to find the answer. Only what node:http has read before as one whole request is recognised, and only on a connection where
 * it would begin to read a new one: that is known for as long as each request was as long as its head said.
 * @param limit how much is remembered at most, in bytes
 * @param answer answers it if that can be done at once; returns whether it was
 */
export function recogniseRequests(
  limit: number,
  answer: (asked: Asked, socket: Socket) => boolean,
): Recognised {
  const known = openShelf<Asked>(limit);
  const came = rememberKeys(cameOnce);

  function recognised(bytes: Buffer, socket: Socket): boolean {
    if (bytes.length > largest) return false;
    const asked = known.get(bytes.toString('latin1'));
    return asked !== undefined && answer(asked, socket);
  }

  function follow(socket: FollowedSocket): void {
    // node:http reads by this listener whenever another one listens as well. For another protocol it would take it off, which nobody here offers.
    const [read] = socket.listeners('data');
    if (!read) return;
    const followed: Followed = { due: 0, first: undefined, whole: undefined, open: 0, begun: false };
    socket[followedKey] = followed;
    socket.on('data', (bytes: Buffer) => {
      const between = followed.due === 0;
      if (between && isFree(followed, socket) && recognised(bytes, socket)) return;
      followed.due = between ? Number.NaN : left(followed.due, bytes);
      followed.first = between ? bytes : undefined;
      followed.whole = undefined;
      read.call(socket, bytes);
    });
    socket.removeListener('data', read as (bytes: Buffer) => void);
  }

  return {
    follow(server) {
      server.on('connection', follow);
    },
    began(request, response) {
      const followed = (request.socket as FollowedSocket)[followedKey];
      if (!followed) return;
      const bytes = followed.whole ? undefined : followed.first;
      followed.due = bytes ? left(lengthOf(request, bytes), bytes) : Number.NaN;
      const whole = followed.due === 0 && bytes && bytes.length <= largest && isOrdinary(request, response);
      followed.first = whole ? bytes : undefined;
      followed.whole = whole ? request : undefined;
      followed.begun = true;
      followed.open++;
      response.once('close', () => {
        followed.open--;
        if (followed.whole === request) followed.whole = followed.first = undefined;
      });
    },
    remember(request, asked) {
      const followed = (request.socket as FollowedSocket)[followedKey];
      if (followed?.whole !== request || !followed.first) return;
      const bytes = followed.first.toString('latin1');
      if (came.again(bytes)) known.put(bytes, asked, asked.key.length);
    },
    bytes: known.bytes,
  };
}

/** Whether nothing waits for node:http: no answer is under way, and none for a reader who is slow to take it. */
const isFree = ({ begun, open }: Followed, { writable, writableLength }: Socket): boolean =>
  begun && open === 0 && writable && writableLength === 0;

/** What is still to come of so many bytes; NaN if more than that came. */
const left = (due: number, { length }: Buffer): number => (length > due ? Number.NaN : due - length);

/** Of more headers, older versions of Node leave some away which their parser obeys. */
const mostHeaders = 1_000;

/** How long a request is, head and body, in bytes; NaN where its head does not say it. */
function lengthOf({ headers, rawHeaders }: IncomingMessage, first: Buffer): number {
  const head = first.indexOf('\r\n\r\n');
  const beginsAtOnce = (first[0] ?? 0) >= 0x41; // with a letter: no line break stands before it
  const saysIt = headers['transfer-encoding'] === undefined && headers.upgrade === undefined;
  if (head < 0 || !beginsAtOnce || !saysIt || rawHeaders.length >= 2 * mostHeaders) return Number.NaN;
  return head + 4 + Number(headers['content-length'] ?? 0);
}

/** Whether node:http answers it with nothing but the response, and keeps the connection open for the next. */
const isOrdinary = (
  { headers, httpVersion }: IncomingMessage,
  { shouldKeepAlive }: ServerResponse,
): boolean => httpVersion === '1.1' && headers.expect === undefined && shouldKeepAlive;
