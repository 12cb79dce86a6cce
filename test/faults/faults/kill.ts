import { kill, restart } from '../world/parts.ts';
import type { Fault } from './fault.ts';

/** Milliseconds for which a killed process may stay away. */
const longestAbsence = 1_500;
/** One of several brokers stays away until the others have noticed (9 s) and lead what it led. */
const untilMissed = 10_000;

/** `kill -9` of one process, which is started again after a while. */
export const killing = (part: string): Fault => ({
  name: `kill ${part}`,
  async strike({ world }, chance) {
    const down = chance.below(longestAbsence) + (part.startsWith('kafka-') ? untilMissed : 0);
    const victim = world.parts[part];
    if (!victim) return;
    await kill(victim);
    await restart(victim, down);
  },
});
