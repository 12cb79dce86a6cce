/** Does some work when its turn comes. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * Lets so much be under way at once, in the order in which it was asked for. Work that takes longer than a turn goes on,
 * and the next begins: what waits for a subgraph that does not answer holds nobody else up.
 * @param turnMs how long a turn lasts, in milliseconds
 */
export function turns(atOnce: number, turnMs: number): InTurn {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  function passOn(): void {
    const begin = waiting.shift();
    if (begin) begin();
    else free++;
  }
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isOver = false;
    const end = () => {
      if (!isOver) passOn();
      isOver = true;
    };
    const timer = setTimeout(end, turnMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      end();
    }
  };
}
