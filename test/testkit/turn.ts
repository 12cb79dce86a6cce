import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const tryAgainAfter = 250;

/**
 * Waits until no other test process of this run, or of another on this machine, has the turn of that name. The turn is an
 * abstract socket: the system takes it back from whoever ends, in whatever way.
 * @returns gives the turn away
 */
export async function turn(name: string): Promise<() => void> {
  for (;;) {
    const server = createServer();
    const mine = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(`\0${name}`, () => resolve(true));
    });
    if (mine) {
      server.unref();
      return () => server.close();
    }
    await sleep(tryAgainAfter);
  }
}
