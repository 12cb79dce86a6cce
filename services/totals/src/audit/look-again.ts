import { setTimeout as pause } from 'node:timers/promises';
import { hasCaughtUp, patienceSeconds } from './thing.rules.ts';
import { isWrong, type Judged, type WrongThing } from './things.store.ts';

const pollMs = 250;

/** A thing that was wrong when it was first looked at, and until when it may come right. */
export interface Suspect {
  readonly first: WrongThing;
  readonly until: number;
}

/** @param youngSeconds for so long what a source has recorded may be under way */
export const suspectOf = (first: WrongThing, youngSeconds: number): Suspect => ({
  first,
  until: performance.now() + patienceSeconds(first.wrong, first, youngSeconds) * 1_000,
});

/**
 * Both sides were read at their own moment, so nothing counts as wrong before it was looked at again. What may still be under way
 * is waited for.
 * @returns what is wrong in the end
 */
export async function lookAgain(
  suspects: readonly Suspect[],
  judgeAgain: (topic: string, things: readonly string[]) => Promise<Judged[]>,
): Promise<WrongThing[]> {
  const wrong: WrongThing[] = [];
  for (let left = suspects; left.length > 0; ) {
    const waiting: Suspect[] = [];
    for (const [topic, its] of Map.groupBy(left, ({ first }) => first.topic)) {
      const again = await judgeAgain(
        topic,
        its.map(({ first }) => first.thing),
      );
      for (const [i, one] of its.entries()) {
        const now = again[i];
        if (!now || !isWrong(now) || (now.wrong === 'behind' && hasCaughtUp(one.first, now))) continue;
        if (performance.now() < one.until) waiting.push(one);
        else wrong.push(now);
      }
    }
    left = waiting;
    if (left.length > 0) await pause(pollMs);
  }
  return wrong;
}
