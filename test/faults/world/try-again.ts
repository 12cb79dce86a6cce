import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds within which a server, which may be down by another fault, must do what is asked. */
const patience = 60_000;

/** Does it again until the server lets it happen. */
export async function tryAgain<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
