import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurnOfLoop, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';

export interface Load {
  readonly port: number;
  /** The bytes of one request, called for each. */
  readonly next: () => Buffer;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly; without it each connection asks again as soon as it was answered. */
  readonly rate?: number;
  /** Called with each answer's bytes, which are its own until it returns, and the moment when its request was due. */
  readonly answered?: ((answer: Buffer, due: number) => void) | undefined;
}

/** What a load met with. */
interface Met {
  readonly perSecond: number;
  /** Milliseconds from the moment when a request was due to the last byte of its answer; the next load takes their place. */
  readonly latencies: Float64Array;
}

export function requestFor(query: string, variables: Readonly<Record<string, unknown>> = {}): Buffer {
  const body = JSON.stringify({ query, variables });
  return Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** These requests, one after the other, and again. */
export function inTurn(requests: readonly Buffer[]): () => Buffer {
  let asked = 0;
  return () => {
    const request = requests[asked++ % requests.length];
    if (!request) throw new Error('nothing to ask');
    return request;
  };
}

/** Room for the longest answer, in bytes. */
const longest = 262_144;

/** Room for what is answered in a load. */
const mostAnswers = 1_000_000;

/*
 * What loads of before made room in. Made anew for each load it would be garbage, and to collect that stops a load for 10 ms at its beginning,
 * which is what all of its requests wait for then.
 */
const rooms: Buffer[] = [];
const latenciesOfAll = new Float64Array(mostAnswers);

/*
 * What is measured waits for the load too, and for the subgraphs beside it: a collection of their whole heap stops them for 15 to 40 ms. At each
 * collection V8 reads anew by how much the heap may grow until the next.
 */
setFlagsFromString('--heap-growing-percent=5000');

/** So many digits, that every request has the same length. */
const firstEdition = 1_000_000;
let editions = 0;

/** One operation whose variable `edition` differs from request to request. */
export function noneTwice(query: string): () => Buffer {
  const first = requestFor(query, { edition: firstEdition });
  const place = first.lastIndexOf(String(firstEdition));
  return () => {
    const request = Buffer.from(first);
    request.write(String(firstEdition + (editions++ % 8_000_000)), place, 'latin1');
    return request;
  };
}

/**
 * Asks over sockets of its own, since an HTTP client would take more of its core than the server takes of the other.
 * @throws Error at the first answer that is not 200
 */
export async function load({ answered, connections, next, port, rate, seconds }: Load): Promise<Met> {
  let taken = 0;
  const idle: Asker[] = [];
  const due: number[] = [];
  const failed = Promise.withResolvers<never>();
  let running = true;

  const take = (asker: Asker, bytes: Buffer, length: number, since: number) => {
    if (taken === mostAnswers) throw new Error('more answers than there is room for');
    latenciesOfAll[taken++] = performance.now() - since;
    answered?.(bytes.subarray(0, length), since);
    const following = rate === undefined ? performance.now() : due.shift();
    if (running && following !== undefined) asker.ask(following);
    else idle.push(asker);
  };
  const askers = Array.from({ length: connections }, () => openAsker(port, next, take, failed.reject));

  async function ask(): Promise<Met> {
    await Promise.all(askers.map(({ opened }) => opened));
    const began = performance.now();
    if (rate === undefined) {
      for (const asker of askers) asker.ask(performance.now());
      await sleep(seconds * 1_000);
    } else {
      idle.push(...askers);
      await pace(began, began + seconds * 1_000, rate, (at) => {
        const free = idle.pop();
        if (free) free.ask(at);
        else due.push(at);
      });
    }
    running = false;
    const perSecond = (taken * 1_000) / (performance.now() - began);
    while (idle.length < connections) await sleep(1);
    return { perSecond, latencies: latenciesOfAll.subarray(0, taken) };
  }

  try {
    return await Promise.race([ask(), failed.promise]);
  } finally {
    for (const { bytes, socket } of askers) {
      socket.removeAllListeners('close').destroy();
      rooms.push(bytes);
    }
  }
}

/** Calls at even intervals; what became due while the process was busy is called late, with the moment it was due. */
async function pace(began: number, ends: number, rate: number, call: (at: number) => void): Promise<void> {
  let called = 0;
  while (performance.now() < ends) {
    const wanted = Math.floor(((performance.now() - began) / 1_000) * rate);
    for (; called < wanted; called++) call(began + (called / rate) * 1_000);
    await nextTurnOfLoop();
  }
}

/**
 * The same by a load that has a core for itself: it turns its event loop without a pause, and so keeps that core from going to sleep. To wake it up
 * costs a server 10 to 20 µs an answer on a virtual machine, the more often the less it sends; a server whose clients are elsewhere never pays that.
 */
export async function loadAwake(asking: Load): Promise<Met> {
  let awake = true;
  const turn = () => {
    if (awake) setImmediate(turn);
  };
  turn();
  try {
    return await load(asking);
  } finally {
    awake = false;
  }
}

interface Asker {
  readonly socket: Socket;
  readonly bytes: Buffer;
  readonly opened: Promise<unknown>;
  /** @param due when the request should have been sent */
  ask(due: number): void;
}

function openAsker(
  port: number,
  next: () => Buffer,
  taken: (asker: Asker, bytes: Buffer, length: number, since: number) => void,
  failed: (error: unknown) => void,
): Asker {
  // The answer so far. A buffer for each piece that is read would make garbage enough to stop the load for 50 ms at a time.
  const bytes = rooms.pop() ?? Buffer.allocUnsafe(longest);
  let read = 0;
  let whole = 0;
  let since = 0;

  function take(length: number): void {
    read += length;
    if (whole === 0) {
      // Behind what was read may stand an answer of before.
      const end = bytes.indexOf(endOfHead);
      if (end < 0 || end + 4 > read) return;
      whole = end + 4 + lengthIn(bytes, end);
      if (whole > bytes.length) throw new Error(`an answer of ${whole} bytes; there is room for ${longest}`);
    }
    if (read < whole) return;
    const answered = read;
    read = 0;
    whole = 0;
    taken(asker, bytes, answered, since);
  }

  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: () => bytes.subarray(read),
      callback(length) {
        try {
          take(length);
        } catch (error) {
          failed(error);
        }
        return true;
      },
    },
  });
  socket.on('error', failed).on('close', () => failed(new Error('the server closed a connection')));
  const asker: Asker = {
    socket,
    bytes,
    opened: new Promise((resolve) => socket.once('connect', resolve)),
    ask(due) {
      since = due;
      socket.write(next());
    },
  };
  return asker;
}

const endOfHead = Buffer.from('\r\n\r\n');
const ok = Buffer.from('HTTP/1.1 200 ');
const lengthNames = ['\r\ncontent-length: ', '\r\nContent-Length: '].map((name) => Buffer.from(name));

/** Without making a text of the head, which would be garbage for each answer. */
function lengthIn(bytes: Buffer, end: number): number {
  for (const name of bytes.compare(ok, 0, ok.length, 0, ok.length) === 0 ? lengthNames : []) {
    const at = bytes.indexOf(name);
    if (at < 0 || at > end) continue;
    let length = 0;
    for (let i = at + name.length; bytes[i] !== 0x0d; i++) length = 10 * length + (bytes[i] ?? 0) - 0x30;
    return length;
  }
  throw new Error(`not an answer of 200: ${bytes.toString('utf8', 0, 600)}`);
}
