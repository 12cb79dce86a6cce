import {
  contractOfTopic,
  type DeadLetterState,
  deadLetters,
  type Service,
  validateRead,
} from '@awrach/contracts';
import type { Log } from '../log.ts';
import { rangesOf } from '../reading/ranges.ts';
import { readRanges } from '../reading/read-ranges.ts';

/** One message that was set aside, with what each service says that did so. */
export interface DeadLetter {
  id: string;
  origin: DeadLetterState['origin'];
  /** When the first service set it aside: RFC 3339, UTC, microseconds. */
  since: string;
  /** By the service that set it aside, as it stands now. */
  by: Partial<Record<Service, DeadLetterState>>;
}

/** Whether a service still waits for the message: it has not met it again. */
export const isOpen = (letter: DeadLetter): boolean =>
  Object.values(letter.by).some((state) => state.replay === undefined);

export const deadLetterTopics: readonly string[] = Object.values(deadLetters).map(({ topic }) => topic);

/** A dead letter's state as a record of a dead-letter topic tells it; undefined when that says nothing of the kind. */
export function readLetter(
  topic: string,
  value: Buffer | null,
): { service: Service; state: DeadLetterState } | undefined {
  const contract = contractOfTopic(topic);
  if (contract?.thing !== 'dead-letter' || value === null) return undefined;
  try {
    const state: DeadLetterState = JSON.parse(value.toString('utf8'));
    return validateRead(contract, state).length === 0 ? { service: contract.service, state } : undefined;
  } catch {
    // Whatever a stranger puts on these topics is no dead letter; nobody sets it aside once more.
    return undefined;
  }
}

/** All dead letters of all services, in the order in which they were first set aside. What is none is passed over, with a warning. */
export async function readDeadLetters(brokers: string, log: Log): Promise<DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  const strangers: string[] = [];
  const ranges = await rangesOf({ brokers, topics: deadLetterTopics, from: 'beginning', follow: false, log });
  await readRanges({
    brokers,
    ranges,
    log,
    onRecord({ topic, partition, offset, value }) {
      const read = readLetter(topic, value);
      if (read === undefined) {
        strangers.push(`${topic}/${partition} offset ${offset}`);
        return;
      }
      const { service, state } = read;
      const letter = letters.get(state.id) ?? {
        id: state.id,
        origin: state.origin,
        since: state.recordedAt,
        by: {},
      };
      if (state.recordedAt < letter.since) letter.since = state.recordedAt;
      if ((letter.by[service]?.version ?? 0) < state.version) letter.by[service] = state;
      letters.set(state.id, letter);
    },
  });
  if (strangers.length > 0)
    log.warn(
      { records: strangers.length, first: strangers[0] },
      'Records on topics of dead letters are no dead letters; they are passed over.',
    );
  return [...letters.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
}
