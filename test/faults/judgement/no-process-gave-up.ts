import type { Judgement } from './judgement.ts';

/** Nothing that was not killed has ended. */
export const noProcessGaveUp: Judgement = async ({ awrach }) =>
  awrach
    .said()
    .split('\n')
    .filter((line) => line.includes('ended by itself'));
