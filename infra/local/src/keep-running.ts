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
 *
 * @param startOnce gets what ran before, if anything did, so that it can take the same port.
 * @throws when the first start fails.
 */
export async function keepRunning<R extends Running>(
  name: string,
  startOnce: (former: R | undefined) => Promise<R>,
  say: (text: string) => void,
): Promise<Kept<R>> {
  let former: R | undefined;
  let current: R | undefined;
  let wanted = true;
  let pause = firstPause;
  let timer: NodeJS.Timeout | undefined;

  const begin = async () => {
    const running = await startOnce(former);
    const since = Date.now();
    former = running;
    current = running;
    if (!wanted) return running.stop();
    void running.ended.then(({ code }) => {
      current = undefined;
      if (!wanted) return;
      if (Date.now() - since > steady) pause = firstPause;
      again(
        `${name} ended by itself (${code === null ? 'killed' : `code ${code}`})${because(running.lastError?.())}`,
      );
    });
  };
  const again = (what: string) => {
    say(`${what}; starting it again in ${pause / 1000} s`);
    timer = setTimeout(() => {
      begin().then(
        () => say(`${name} runs again`),
        (error: Error) => wanted && again(error.message),
      );
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  };

  await begin();
  return {
    name,
    current: () => current,
    async stop() {
      wanted = false;
      clearTimeout(timer);
      await current?.stop();
      current = undefined;
    },
    async start() {
      if (wanted) return;
      wanted = true;
      pause = firstPause;
      await begin();
    },
  };
}

function because(complaint: string | undefined): string {
  return complaint ? `: ${complaint}` : '';
}
