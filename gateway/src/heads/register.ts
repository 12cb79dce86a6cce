import type { Logger } from '@awrach/subgraph/gateway';
import { certainMs, openFeed } from './feed.ts';

/** Which state of its database a register answers from. */
export interface RegisterHead {
  /**
   * A text that is another whenever something was committed there, while it is certain: the register was heard of within 500 ms.
   * @param now on the clock of `performance.now()`
   */
  certain(now: number): string | undefined;
  stop(): void;
}

/**
 * Follows a register's head.
 * @param name the subgraph's
 * @param url where it takes GraphQL
 */
export function followRegister(name: string, url: string, log: Logger): RegisterHead {
  let known: string | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  const feed = openFeed({
    url,
    of: name,
    log,
    heard(said) {
      if (typeof said !== 'object' || said === null || !('head' in said) || typeof said.head !== 'string')
        return;
      heardAt = performance.now();
      // Who answers after it was opened anew may be of another release, and answer otherwise from the same state.
      known = `${times} ${said.head}`;
    },
    opened() {
      times++;
    },
  });
  return {
    certain: (now) => (now - heardAt < certainMs ? known : undefined),
    stop: feed.stop,
  };
}
