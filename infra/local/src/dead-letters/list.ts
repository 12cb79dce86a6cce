import {
  type DeadLetter,
  findOriginals,
  isOpen,
  printableJson,
  printableLine,
  readDeadLetters,
} from '@awrach/messaging';
import type { Desk } from './command.ts';
import { wordOf } from './words.ts';

/** It waits for its replay; or it was replayed; or its record is gone, because the topic was made anew since. */
type Standing = 'WAITS' | 'REPLAYED' | 'GONE';

/** Lists what was set aside, the oldest first: what waits, or all of it. */
export async function list(
  { brokers, log, write }: Desk,
  { all, json }: { all: boolean; json: boolean },
): Promise<void> {
  const letters = await readDeadLetters(brokers, log);
  const originals = await findOriginals(brokers, letters.filter(isOpen), log);
  const standingOf = (letter: DeadLetter): Standing =>
    isOpen(letter) ? (originals.has(letter) ? 'WAITS' : 'GONE') : 'REPLAYED';
  const counts: Record<Standing, number> = { WAITS: 0, REPLAYED: 0, GONE: 0 };
  for (const letter of letters) {
    const standing = standingOf(letter);
    counts[standing] += 1;
    if (!all && standing !== 'WAITS') continue;
    if (json) write(printableJson({ ...letter, standing }));
    else for (const line of linesOf(letter, standing)) write(line);
  }
  if (json) return;
  const gone = counts.GONE > 0 ? `, the records of ${counts.GONE} are gone with former logs` : '';
  write(`${counts.WAITS} wait, ${counts.REPLAYED} were replayed${gone}.`);
}

function linesOf({ id, since, origin, by }: DeadLetter, standing: Standing): string[] {
  const { topic, partition, offset } = origin;
  return [
    `${id}  ${since.slice(0, 23)}Z  ${printableLine(topic, 250)}/${partition} offset ${offset}`,
    ...Object.entries(by).map(([service, state]) => {
      const word = standing === 'GONE' && state.replay === undefined ? 'gone' : wordOf(state);
      return `  ${service.padEnd(10)} ${word.padEnd(20)} ${printableLine(`${state.reason}: ${state.detail}`, 160)}`;
    }),
  ];
}
