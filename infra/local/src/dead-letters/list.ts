import { type DeadLetter, isOpen, readDeadLetters } from '@awrach/messaging';
import type { Desk } from './command.ts';
import { printable, wordOf } from './words.ts';

/** Lists what was set aside, the oldest first. */
export async function list(desk: Desk, { all, json }: { all: boolean; json: boolean }): Promise<void> {
  const letters = await readDeadLetters(desk.brokers, desk.log);
  const shown = letters.filter((letter) => all || isOpen(letter));
  for (const letter of shown) {
    if (json) desk.write(JSON.stringify({ ...letter, open: isOpen(letter) }));
    else for (const line of linesOf(letter)) desk.write(line);
  }
  if (json) return;
  const settled = letters.length - letters.filter(isOpen).length;
  desk.write(
    shown.length === 0
      ? `No dead letters wait (${settled} were replayed).`
      : `${letters.length - settled} wait, ${settled} were replayed.`,
  );
}

function linesOf({ id, since, origin, by }: DeadLetter): string[] {
  const { topic, partition, offset } = origin;
  return [
    `${id}  ${since.slice(0, 23)}Z  ${topic}/${partition} offset ${offset}`,
    ...Object.entries(by).map(
      ([service, state]) =>
        `  ${service.padEnd(10)} ${wordOf(state).padEnd(20)} ${printable(state.reason)}: ${printable(state.detail).slice(0, 160)}`,
    ),
  ];
}
