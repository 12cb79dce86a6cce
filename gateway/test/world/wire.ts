import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A client that writes its requests byte by byte. */
export interface Wire {
  send(bytes: string): void;
  /** The next whole response. */
  answer(): Promise<{ readonly head: string; readonly body: string }>;
  /** What comes until the connection is closed. */
  rest(): Promise<string>;
  /** Reads nothing until it is asked for the next answer. */
  end(): void;
}

/** @param address of a gateway, `http://host:port` */
export function openWire(address: string): Wire {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname).setNoDelay();
  // Who is refused may be cut off while it still sends.
  socket.on('error', () => {});
  let read = Buffer.alloc(0);
  return {
    send: (bytes) => void socket.write(bytes, 'latin1'),
    async answer() {
      for (;;) {
        const end = read.indexOf('\r\n\r\n');
        const head = read.toString('latin1', 0, Math.max(0, end));
        const whole = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (end > 0 && read.length >= whole) {
          const body = read.toString('utf8', end + 4, whole);
          read = read.subarray(whole);
          return { head, body };
        }
        read = Buffer.concat([read, await piece()]);
      }
    },
    async rest() {
      return read.toString('latin1') + (await text(socket));
    },
    end: () => void socket.destroy(),
  };

  function piece(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const closed = () => reject(new Error(`closed after ${read.toString('latin1')}`));
      socket.once('close', closed);
      socket.once('data', (bytes) => {
        socket.pause().off('close', closed);
        resolve(bytes);
      });
      socket.resume();
    });
  }
}
