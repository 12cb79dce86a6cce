import { connect, type Socket } from 'node:net';

/** What a load met with. */
export interface Measured {
  readonly perSecond: number;
  /** Milliseconds from the moment that a request was due to the last byte of its answer. */
  readonly latencies: readonly number[];
}

export interface Load {
  readonly port: number;
  /** The operation's text; its one variable `edition` differs from request to request. */
  readonly query: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly; without it each connection asks again as soon as it is answered. */
  readonly rate?: number;
}

/**
 * Asks over sockets of its own, since an HTTP client would take more of its core than the gateway takes of the other.
 * @throws Error at the first answer that is not 200, or that is another answer than the first
 */
export async function load(settings: Load): Promise<Measured> {
  const latencies: number[] = [];
  const idle: Asker[] = [];
  const due: number[] = [];
  let expected: number | undefined;
  let running = true;

  const askers = await Promise.all(
    Array.from({ length: settings.connections }, () =>
      openAsker(settings.port, settings.query, (asker, began, length) => {
        expected ??= length;
        if (length !== expected) throw new Error(`an answer of ${length} bytes, the first had ${expected}`);
        latencies.push(performance.now() - began);
        const next = settings.rate === undefined && running ? performance.now() : due.shift();
        if (next === undefined) idle.push(asker);
        else asker.ask(next);
      }),
    ),
  );

  const began = performance.now();
  const ends = began + settings.seconds * 1_000;
  if (settings.rate === undefined) {
    for (const asker of askers) asker.ask(performance.now());
    await new Promise((resolve) => setTimeout(resolve, settings.seconds * 1_000));
  } else {
    idle.push(...askers);
    await pace(began, ends, settings.rate, (at) => {
      const free = idle.pop();
      if (free) free.ask(at);
      else due.push(at);
    });
  }
  running = false;
  const elapsed = performance.now() - began;
  const count = latencies.length;
  for (const asker of askers) asker.close();
  return { perSecond: (count / elapsed) * 1_000, latencies };
}

/**
 * Calls at even intervals; what became due while the process was busy is called late, with the moment it was due. It
 * sleeps a millisecond between calls, because the subgraphs need the core that it would else spin on.
 */
async function pace(began: number, ends: number, rate: number, call: (at: number) => void): Promise<void> {
  let called = 0;
  while (performance.now() < ends) {
    const wanted = Math.floor(((performance.now() - began) / 1_000) * rate);
    for (; called < wanted; called++) call(began + (called / rate) * 1_000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

interface Asker {
  /** @param due when the request should have been sent */
  ask(due: number): void;
  close(): void;
}

let asked = 0;
/** So many digits, that every request has the same length. */
const firstEdition = 1_000_000;

function openAsker(
  port: number,
  query: string,
  answered: (asker: Asker, due: number, length: number) => void,
): Promise<Asker> {
  const body = JSON.stringify({ query, variables: { edition: firstEdition } });
  const request = Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const place = request.lastIndexOf(String(firstEdition));
  let since = 0;
  let missing = 0;
  let length = 0;

  function take(chunk: Buffer): void {
    if (missing === 0) {
      const head = chunk.indexOf('\r\n\r\n');
      const text = chunk.toString('latin1', 0, head);
      const told = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (head < 0 || !text.startsWith('HTTP/1.1 200') || told === undefined)
        throw new Error(`no answer to a load: ${chunk.toString().slice(0, 600)}`);
      length = Number(told);
      missing = head + 4 + length;
    }
    missing -= chunk.length;
    if (missing === 0) answered(asker, since, length);
  }

  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', take);
  const asker: Asker = {
    ask(due) {
      since = due;
      request.write(String(firstEdition + (asked++ % 8_000_000)), place, 'latin1');
      socket.write(request);
    },
    close: () => socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(asker)).once('error', reject);
  });
}
