import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, unless they were told otherwise: from 32768 on Linux, from 49152 elsewhere. */
const [lowest, highest] = [20_000, 32_767];

/** A server is started with several ports before it listens on the first. The last so many are remembered. */
const given = new Set<number>();
const remembered = 6_000;

/**
 * A TCP port on 127.0.0.1 that nobody listened on a moment ago, and none of the thousands given before it. No outgoing connection takes
 * it before its server listens, nor while its server is away for a while: not even one to that very port, which
 * would be connected with itself.
 *
 * @throws when the system lets nobody listen there, for another reason than that the port is taken.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest + 1);
    if (given.has(port)) continue;
    given.add(port);
    const [first] = given;
    if (given.size > remembered && first !== undefined) given.delete(first);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue;
      throw error;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
