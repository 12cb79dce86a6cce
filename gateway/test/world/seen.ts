import { until } from '../../../test/testkit/until.ts';
import type { World } from './world.ts';

/** What a client sees, the raw bytes too. */
export interface Seen {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Whether it was found among the answers kept, or joined to one under way. */
  readonly kept: boolean;
}

export const nation = '{ programme { targetJobs totals { version } } }';

/** A client who looks whether what it is told was kept. @param world where it asks at that moment */
export function clientOf(world: () => World) {
  async function send(
    init: RequestInit & { headers?: Record<string, string> },
    path = '/graphql',
  ): Promise<Seen> {
    const response = await world().send(path, init);
    const headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.text(), kept: 'age' in headers };
  }
  const post = (query: string, headers: Record<string, string> = {}, more: object = {}) =>
    send({
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, ...more }),
    });
  const get = (query: string, headers: Record<string, string> = {}) =>
    send({ headers }, `/graphql?query=${encodeURIComponent(query)}`);

  return {
    send,
    post,
    get,

    /** Resolves when the gateway knows this head of the totals. */
    async headMoves(version: string): Promise<void> {
      world().figures.version = version;
      await until(
        `the gateway knows ${version}`,
        () => post(nation),
        ({ headers }) => headers['awrach-totals-version'] === version,
      );
    },

    /**
     * The answer once it is found. On a machine too busy to hear the head for half a second, nothing is found meanwhile.
     */
    found: (ask: () => Promise<Seen>) => until('it is found', ask, ({ kept }) => kept),
  };
}
