import { until } from '../../../test/testkit/until.ts';
import { startWorld, type World } from './world.ts';

/** What a client sees, the raw bytes too. */
export interface Seen {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Whether it was found among the answers kept, or joined to one under way. */
  readonly kept: boolean;
}

export const nation = '{ programme { targetJobs totals { version } } }';

/**
 * Before each test, a world whose gateway keeps up to 1 MB of answers and knows the head `1.7`; with a client who looks
 * whether what it is told was kept.
 */
export function worldThatKeeps() {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ keptBytes: 1_000_000 });
    await headMoves('1.7');
  });
  afterEach(() => world.stop());

  async function send(
    init: RequestInit & { headers?: Record<string, string> },
    path = '/graphql',
  ): Promise<Seen> {
    const response = await world.send(path, init);
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

  /** Resolves when the gateway knows this head of the totals. */
  async function headMoves(version: string): Promise<void> {
    world.figures.version = version;
    await until(
      `the gateway knows ${version}`,
      () => post(nation),
      ({ headers }) => headers['awrach-totals-version'] === version,
    );
  }

  return {
    /** The world of the test under way. */
    world: () => world,
    send,
    post,
    get,
    headMoves,

    /**
     * The answer once it is found. On a machine too busy to hear the head for half a second, nothing is found meanwhile.
     */
    found: (ask: () => Promise<Seen>) => until('it is found', ask, ({ kept }) => kept),
  };
}
