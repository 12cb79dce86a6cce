import { connect } from 'node:net';

/** A whole ApiVersions request, version 0: size, api key 18, version 0, correlation id 1, client id "awrach". */
const question = Buffer.concat([
  Buffer.from([0, 0, 0, 16, 0, 18, 0, 0, 0, 0, 0, 1, 0, 6]),
  Buffer.from('awrach', 'ascii'),
]);

/**
 * Whether a Kafka broker answers there. Asked in Kafka's own protocol, because an open port may be anything, and
 * a broker's port opens before it serves.
 *
 * @param timeout milliseconds
 */
export function answersAsKafka(host: string, port: number, timeout = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (kafka: boolean) => {
      socket.destroy();
      resolve(kafka);
    };
    let received = Buffer.alloc(0);
    socket.setTimeout(timeout, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('connect', () => socket.write(question));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // Size, the correlation id sent, then an error code of 0.
      if (received.length >= 10) answer(received.readInt32BE(4) === 1 && received.readInt16BE(8) === 0);
    });
  });
}
