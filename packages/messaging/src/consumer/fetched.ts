import { logHeader, replayHeader, type ThingContract } from '@awrach/contracts';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { incarnationOf } from '../incarnation.ts';
import { MessageFault } from './fault.ts';
import type { Place } from './positions.ts';
import { type Fault, isFault, type Received, receive } from './received.ts';

/** A message's headers, each by its first value. */
export type Headers = Readonly<Record<string, Buffer | undefined>>;

/** A message as it came from the broker, and what it says. Its bytes are looked up each time they are asked for, since thousands of messages wait. */
export interface Fetched extends Place {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  /** The incarnation it names, or null. */
  readonly log: string | null;
  /** The dead letter that it says it repeats, or null. */
  readonly replayOf: string | null;
  /** Throws what `extract` throws, but for faults of the message. */
  readonly read: Received<unknown> | Fault;
}

/** What is kept of an event's data; see `ConsumerOptions`. */
export type Extract = (event: Received) => unknown;

/** Reads a message before its turn comes: then that is done while the database works on those before it. */
export const fetchedOf = (
  contract: ThingContract,
  extract: Extract | undefined,
  place: Place,
  message: KafkaMessage,
): Fetched => new FetchedMessage(contract, extract, place, message);

/** A class, because an object with an accessor of its own has a hidden class of its own, and thousands of these wait. */
class FetchedMessage implements Fetched {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly log: string | null;
  readonly replayOf: string | null;
  readonly #message: KafkaMessage;
  readonly #contract: ThingContract;
  readonly #extract: Extract | undefined;
  #read: Received<unknown> | Fault | undefined;

  constructor(
    contract: ThingContract,
    extract: Extract | undefined,
    { topic, partition }: Place,
    message: KafkaMessage,
  ) {
    const headers = lookedAt(message);
    const [log, replayOf] = headers;
    this.topic = topic;
    this.partition = partition;
    this.offset = Number(message.offset);
    this.log = incarnationOf(log?.toString('utf8'));
    this.replayOf = replayOf?.toString('utf8') ?? null;
    this.#message = message;
    this.#contract = contract;
    this.#extract = extract;
    try {
      this.#read = this.#readWith(headers);
    } catch {
      // Code is at fault: it fails again when the message's turn comes, where failures of `apply` are dealt with too.
    }
  }

  get key(): Buffer | null {
    return this.#message.key;
  }

  get value(): Buffer | null {
    return this.#message.value;
  }

  get headers(): Headers {
    return headersOf(this.#message);
  }

  get read(): Received<unknown> | Fault {
    this.#read ??= this.#readWith(lookedAt(this.#message));
    return this.#read;
  }

  #readWith([, , id, type]: readonly HeaderValue[]): Received<unknown> | Fault {
    const { key, offset, partition, topic, value } = this;
    const read = receive(this.#contract, { topic, partition, offset, key, value, id, type });
    if (this.#extract === undefined || isFault(read)) return read;
    try {
      // Of the same object, which was made for this message: thousands wait, and a second one each would be made for nothing.
      (read as Received<unknown>).data = this.#extract(read);
      return read;
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error;
      const { detail, reason } = error;
      return { reason, detail };
    }
  }
}

type HeaderValue = Buffer | null | undefined;

/** The headers that are looked at whenever a message is read. */
const looked = [logHeader, replayHeader, 'ce_id', 'ce_type'];

/** The patched client's messages give them without making the others; those of a log in the oldest formats, and another client's, do not. */
type Message = KafkaMessage & { headersNamed?(names: readonly string[]): HeaderValue[] };

function lookedAt(message: Message): HeaderValue[] {
  if (message.headersNamed) return message.headersNamed(looked);
  const headers = headersOf(message);
  return looked.map((name) => headers[name]);
}

/** Of a header that stands there several times, the first. The client makes the object for each who asks: it is changed in place. */
function headersOf({ headers = {} }: KafkaMessage): Headers {
  for (const name of Object.keys(headers)) {
    const header: IHeaders[string] = headers[name];
    if (Array.isArray(header)) headers[name] = header[0];
  }
  return headers as Headers; // What was fetched is bytes; the client's type is that of what may be sent, too.
}

/**
 * About how many bytes a message takes while it waits, read: its value, what JSON made of it (also where it is not kept), its headers and the objects
 * around them. Measured on events of ours, from 500 bytes to 270,000; what consists of nothing but empty lists and objects
 * may take eight times as much.
 */
export const memoryOf = ({ value }: KafkaMessage): number => 4_000 + 3 * (value?.length ?? 0);
