import { type Connection, NoAnswer } from '../subgraph/connection.ts';

/** How long a gateway that has just started waits for subgraphs that start with it, in milliseconds. */
const patience = 20_000;

/** Pauses between looks, in milliseconds. */
const pause = 250;

/**
 * When the gateway can serve. It has the graph from the start, so what it waits for is that each subgraph has been
 * ready once, for a while at most: after that it serves without those that are missing, at the cost of their fields.
 * A subgraph that goes down later does not make the gateway unready: taking it away would cost everything.
 */
export function watchReadiness(connections: ReadonlyMap<string, Connection>): {
  /** The subgraphs still waited for; empty when ready, and from then on. */
  missing(): string[];
  stop(): void;
} {
  const awaited = new Set(connections.keys());
  const began = performance.now();
  const timers = new Map<string, NodeJS.Timeout>();

  let stopped = false;

  async function look(name: string, connection: Connection): Promise<void> {
    if (await isReady(connection)) {
      awaited.delete(name);
    } else if (!stopped) {
      const again = setTimeout(() => void look(name, connection), pause);
      timers.set(name, again);
    }
  }
  for (const [name, connection] of connections) void look(name, connection);

  return {
    missing: () =>
      performance.now() - began < patience ? [...awaited].map((name) => `subgraph ${name}`) : [],
    stop: () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

async function isReady(connection: Connection): Promise<boolean> {
  try {
    const { status } = await connection.get('/health/ready', 1_000);
    return status === 200;
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}
