import { isUtf8 } from 'node:buffer';
import { type StateOf, type ThingContract, type ThingState, validateRead } from '@awrach/contracts';
import { partitionOf } from '../partition.ts';
import type { Place } from './positions.ts';

/** One event of another service, as `apply` gets it: the state that it tells of, to which alone consumers react. */
export interface Received<State = ThingState> {
  contract: ThingContract;
  topic: string;
  partition: number;
  offset: number;
  thing: string;
  version: number;
  recordedAt: string;
  data: State;
  /**
   * Whether it is the thing's present: the highest version of its thing in this batch, and higher than the one held. All
   * others are repeated, late or overtaken: they change nothing in the present.
   */
  fresh: boolean;
}

/** What is wrong with a message itself: `reason` is one word for machines, `detail` is for people. */
export interface Fault {
  reason: string;
  detail: string;
}

interface Message extends Place {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The headers `ce_id` and `ce_type`. */
  readonly id: Buffer | null | undefined;
  readonly type: Buffer | null | undefined;
}

/** The event that a message carries, checked against its contract, or what is wrong with it. */
export function receive(contract: ThingContract, message: Message): Received | Fault {
  const { topic, partition, offset, key, value } = message;
  if (value === null) return fault('no-value', 'The message has no value.');
  if (!isUtf8(value)) return fault('not-utf8', 'The value is not text in UTF-8.');
  const json = value.toString('utf8');
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    return fault(
      'not-json',
      `The value is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (holdsUnkeepable(json)) return fault('characters', 'A text holds NUL, or half of a surrogate pair.');
  const wrong = validateRead(contract, data);
  if (wrong.length > 0) return fault('schema', `The data breaks its contract: ${wrong.join('; ')}`);
  const state = data as ThingState; // Its contract says so, and has just been checked.
  if (key?.toString('utf8') !== state.id) return fault('key', `The key is not the thing's id ${state.id}.`);
  // One thing's events have one reader at a time only because they lie in one partition; appliers rest on that.
  const rightful = partitionOf(key);
  if (rightful !== partition)
    return fault('partition', `The key belongs in partition ${rightful}, not in ${partition}.`);
  const type = message.type?.toString('utf8');
  if (!message.id || type === undefined) return fault('headers', 'A header ce_id or ce_type is missing.');
  if (!type.startsWith(`ma.awrach.${contract.service}.${contract.thing}.`)) {
    return fault('type', `An event of type ${type} does not belong on topic ${topic}.`);
  }
  const { version, recordedAt } = state;
  return {
    contract,
    topic,
    partition,
    offset,
    thing: state.id,
    version,
    recordedAt,
    data: state,
    fresh: false,
  };
}

/** Whether a text in this JSON holds NUL or half of a surrogate pair, which PostgreSQL keeps neither in text nor in jsonb. */
function holdsUnkeepable(json: string): boolean {
  if (!json.includes('\\u')) return false;
  // What remains are single escapes: without escaped backslashes and whole pairs.
  const rest = json.replace(/\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/g, ' ');
  return /\\u(0000|[dD][89a-fA-F])/.test(rest);
}

export const isFault = (read: Received<unknown> | Fault): read is Fault => 'reason' in read;

/** The fresh ones of one thing, sorted by key: in this order their rows are written, so that no two appliers deadlock. */
export function freshOf<Contract extends ThingContract>(
  batch: readonly Received[],
  contract: Contract,
): Received<StateOf<Contract>>[] {
  return batch
    .filter((received) => received.fresh && received.topic === contract.topic)
    .sort((a, b) => (a.thing < b.thing ? -1 : 1)) as Received<StateOf<Contract>>[]; // The topic's contract was checked.
}

const fault = (reason: string, detail: string): Fault => ({ reason, detail });
