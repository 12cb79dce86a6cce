import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A door in front of one or several ports of this machine, through which bytes pass until something is done to them. */
export interface Link {
  readonly port: number;
  /** Lets what is asked through and swallows what is answered; breaks every connection in the middle and at the end. */
  loseAnswers(milliseconds: number): Promise<void>;
  /** Breaks every connection; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Opens a door. Each new connection goes to the next of the ports that takes it, as a balancer's does.
 * @param ports behind it; asked at each connection, since they may be known later than the door
 */
export async function openLink(ports: () => readonly number[]): Promise<Link> {
  const open = new Set<Socket>();
  let swallowing = false;
  let turn = 0;

  const keep = (socket: Socket) => {
    open.add(socket);
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const join = (asking: Socket, answering: Socket) => {
    keep(answering);
    asking.pipe(answering);
    answering.on('data', (bytes) => {
      if (!swallowing && !asking.write(bytes)) answering.pause();
    });
    asking.on('drain', () => answering.resume());
    answering.on('end', () => asking.end());
    asking.on('close', () => answering.destroy());
    answering.on('close', () => asking.destroy());
  };
  const server = createServer((asking) => {
    keep(asking);
    const behind = ports();
    turn += 1;
    const tryFrom = (attempt: number) => {
      const port = behind[(turn + attempt) % behind.length];
      if (port === undefined || attempt >= behind.length) return asking.destroy();
      const answering = connect({ host: '127.0.0.1', port });
      answering.once('error', () => tryFrom(attempt + 1));
      answering.once('connect', () => {
        answering.removeAllListeners('error');
        join(asking, answering);
      });
    };
    tryFrom(0);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async loseAnswers(milliseconds) {
      swallowing = true;
      for (let half = 0; half < 2; half += 1) {
        await sleep(milliseconds / 2);
        cut();
      }
      swallowing = false;
    },
    cut,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
