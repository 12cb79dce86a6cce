import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterState, Service } from '@awrach/contracts';
import {
  type DeadLetter,
  deadLetterTopics,
  findOriginals,
  isOpen,
  rangesOf,
  readDeadLetters,
  readLetter,
  readRanges,
  replay,
} from '@awrach/messaging';
import { type Desk, letterNamed } from './command.ts';

/** How long the services get to say how it went. */
const patienceMs = 15_000;

/**
 * Puts one dead letter's message, or those of all that wait, on its topic again, and tells how it went with each service
 * that had set it aside.
 *
 * @returns whether each of them applied it.
 */
export async function replayLetters(
  desk: Desk,
  id: string | undefined,
  patience = patienceMs,
): Promise<boolean> {
  const { brokers, log, write } = desk;
  const letters = await readDeadLetters(brokers, log);
  const wanted = id === undefined ? letters.filter(isOpen) : [letterNamed(letters, id)];
  if (wanted.length === 0) write('No dead letters wait.');
  const originals = await findOriginals(brokers, wanted, log);
  for (const letter of wanted) {
    if (!originals.has(letter)) write(`${letter.id}  is not where it lay any more: its topic was made anew`);
  }
  if (originals.size === 0) return wanted.length === 0;

  const ends = await rangesOf({ brokers, topics: deadLetterTopics, from: 'now', follow: true, log });
  for (const [letter, { topic, partition, offset }] of await replay(brokers, originals, log)) {
    write(`${letter.id}  put on ${topic}/${partition} again, at offset ${offset}`);
  }
  const outcomes = new Outcomes([...originals.keys()].filter(isOpen));
  const over = new AbortController();
  const reading = readRanges({
    brokers,
    ranges: ends,
    signal: over.signal,
    log,
    onRecord({ topic, value }) {
      const read = readLetter(topic, value);
      if (read && outcomes.hear(read.service, read.state)) write(lineOf(read.service, read.state));
      if (outcomes.areComplete()) over.abort();
    },
  });
  if (outcomes.areComplete()) over.abort();
  await Promise.race([reading, sleep(patience, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
  await reading;
  for (const [letter, service] of outcomes.missing())
    write(`${letter}  ${service}: no word yet; look again with "explain"`);
  return originals.size === wanted.length && outcomes.areAllApplied();
}

/** What the services say about messages that were put on their topics again. */
class Outcomes {
  readonly #waiting = new Set<string>();
  #again = false;

  constructor(letters: readonly DeadLetter[]) {
    for (const { id, by } of letters) {
      for (const [service, state] of Object.entries(by)) {
        if (state.replay === undefined) this.#waiting.add(`${id} ${service}`);
      }
    }
  }

  /** @returns whether it is news of one of them. */
  hear(service: Service, { id, replay: met }: DeadLetterState): boolean {
    if (met === undefined || !this.#waiting.delete(`${id} ${service}`)) return false;
    if (met.outcome !== 'APPLIED') this.#again = true;
    return true;
  }

  areComplete = (): boolean => this.#waiting.size === 0;
  areAllApplied = (): boolean => this.areComplete() && !this.#again;
  missing = (): string[][] => [...this.#waiting].map((one) => one.split(' '));
}

function lineOf(service: Service, { id, replay: met }: DeadLetterState): string {
  const how = met?.outcome === 'APPLIED' ? 'applied' : `set aside again as ${met?.setAsideAs}`;
  return `${id}  ${service}: ${how}`;
}
