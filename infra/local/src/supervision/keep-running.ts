import type { Running } from './running.ts';

const firstPause = 500;
const longestPause = 30_000;
/** Milliseconds after which a start counts as a success, so that the next failure is waited out shortly again. */
const steady = 60_000;

/** A part of the system that is started again when it ends by itself. */
export interface Kept<R extends Running = Running> {
  readonly name: string;
  /** What runs now; undefined while it is down. */
  current(): R | undefined;
  /** Stops it, and does not start it again until told to. */
  stop(): Promise<void>;
  /** Starts it when it was stopped. */
  start(): Promise<void>;
}

/**
 * Starts something and starts it again whenever it ends without being asked to, each time later than the last.
 * Given back at once, so that it can be stopped while it is still starting; `started` tells how the first start went.
 *
 * @param startOnce gets what ran before, if anything did, so that it can take the same port, and a signal that tells
 *   it to give up. When it rejects, nothing of it is left.
 */
export function keepRunning<R extends Running>(
  name: string,
  startOnce: (former: R | undefined, signal: AbortSignal) => Promise<R>,
  say: (text: string) => void,
): Kept<R> & { started: Promise<R> } {
  let former: R | undefined;
  let current: R | undefined;
  let beginning: Promise<R> | undefined;
  let stopping = new AbortController();
  let pause = firstPause;
  let timer: NodeJS.Timeout | undefined;

  const begin = async () => {
    const { signal } = stopping;
    const running = await startOnce(former, signal);
    const since = Date.now();
    former = running;
    current = running;
    void running.ended.then(({ code }) => {
      current = undefined;
      if (signal.aborted) return;
      if (Date.now() - since > steady) pause = firstPause;
      const how = code === null ? 'killed' : `code ${code}`;
      again(`${name} ended by itself (${how})${because(running.lastError?.())}`);
    });
    return running;
  };
  const again = (what: string) => {
    const { signal } = stopping;
    say(`  ! Starting ${name} again in ${pause / 1000} s: ${what}`);
    timer = setTimeout(() => {
      beginning = begin();
      beginning.then(
        () => say(`  ✓ ${name} runs again`),
        (error: Error) => !signal.aborted && again(error.message),
      );
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  };

  beginning = begin();
  return {
    name,
    started: beginning,
    current: () => current,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      // A start that gives up has nothing to stop; why it failed was told to whoever started it.
      await beginning?.catch(() => undefined);
      await current?.stop();
    },
    async start() {
      if (!stopping.signal.aborted) return;
      stopping = new AbortController();
      pause = firstPause;
      beginning = begin();
      await beginning;
    },
  };
}

function because(complaint: string | undefined): string {
  return complaint ? `: ${complaint}` : '';
}
