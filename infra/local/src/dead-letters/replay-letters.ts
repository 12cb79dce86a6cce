import {
  type DeadLetter,
  deadLetterTopics,
  findOriginals,
  isOpen,
  printableLine,
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
 * @throws when the one that is named cannot be replayed, or need not be.
 */
export async function replayLetters(desk: Desk, id: string | undefined): Promise<boolean> {
  const { brokers, log, write } = desk;
  const originals = await originalsOf(desk, id);
  if (originals.size === 0) {
    write('No dead letters wait.');
    return true;
  }
  const ends = await rangesOf({ brokers, topics: deadLetterTopics, from: 'now', follow: true, log });
  const waiting = new Set<string>();
  let applied = true;
  for (const [letter, placed] of await replay(brokers, originals, log)) {
    if (placed instanceof Error) {
      applied = false;
      write(`${letter.id}  Kafka did not take it: ${printableLine(placed.message)}`);
      continue;
    }
    const { topic, partition, offset } = placed;
    write(`${letter.id}  put on ${topic}/${partition} again, at offset ${offset}`);
    for (const who of waitingFor(letter)) waiting.add(who);
  }
  if (waiting.size === 0) return applied;

  const over = new AbortController();
  await readRanges({
    brokers,
    ranges: ends,
    signal: AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]),
    log,
    onRecord({ topic, value }) {
      const { service, state } = readLetter(topic, value) ?? {};
      const who = `${state?.id}  ${service}`;
      if (!state?.replay || !waiting.delete(who)) return;
      const { outcome, setAsideAs } = state.replay;
      applied &&= outcome === 'APPLIED';
      write(`${who}: ${outcome === 'APPLIED' ? 'applied' : `set aside again as ${setAsideAs}`}`);
      if (waiting.size === 0) over.abort();
    },
  });
  for (const who of waiting) write(`${who}: no word yet; look again with "explain"`);
  return applied && waiting.size === 0;
}

/** Those that are to be put on their topics again, as they lie there. */
async function originalsOf({ brokers, log }: Desk, id: string | undefined) {
  const letters = await readDeadLetters(brokers, log);
  if (id === undefined) return findOriginals(brokers, letters.filter(isOpen), log);
  const letter = letterNamed(letters, id);
  if (!isOpen(letter)) throw new Error(`${letter.id} was replayed already: "explain" says how that went`);
  const originals = await findOriginals(brokers, [letter], log);
  if (originals.size === 0)
    throw new Error(`${letter.id} is not where it lay any more: its topic was made anew`);
  return originals;
}

/** The services that have not met the message again. */
const waitingFor = ({ id, by }: DeadLetter): string[] =>
  Object.entries(by)
    .filter(([, { replay: met }]) => met === undefined)
    .map(([service]) => `${id}  ${service}`);
