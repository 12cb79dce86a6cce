import type { Static, TObject, TSchema } from 'typebox';

export type Service = 'partner' | 'worksite' | 'employment' | 'finance' | 'totals';

export type Thing =
  | 'partner'
  | 'selection'
  | 'agreement'
  | 'envelope'
  | 'commitment'
  | 'tranche'
  | 'payment'
  | 'worksite'
  | 'person'
  | 'placement'
  | 'dead-letter';

/** What every event's data holds, whatever the thing. The schemas in `field.ts` give meaning and form. */
export interface ThingState {
  readonly id: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly province: string;
  readonly edition: number | null;
  readonly commune: string | null;
}

/**
 * What one service promises about one thing: on which topic its changes are told, by which words, and what each of
 * them carries. `State` is the type of an event's data: what happened is in the event's name, the data is the thing after it.
 */
export interface ThingContract<State = ThingState, EventName extends string = string> {
  readonly service: Service;
  readonly thing: Thing;
  /** `awrach.<service>.<thing>` */
  readonly topic: string;
  /** What one of them is, in a sentence: it opens the thing's page. */
  readonly summary: string;
  /** What can happen to it, in the past tense, in the order of its life. */
  readonly events: readonly EventName[];
  /** When each of them is told. */
  readonly meanings: Readonly<Record<EventName, string>>;
  /**
   * The data, with enums as they are today and objects that say nothing of further fields. What is checked on the way
   * out and in is derived from it: see `validate.ts`.
   */
  readonly schema: TSchema;
  /** Never there when it runs: it ties `State` to the contract for the compiler. */
  readonly state?: State;
}

/** The type of an event's data, by its contract. */
export type StateOf<Contract> = Contract extends ThingContract<infer State> ? State : never;

/** States what one thing's events are. The topic follows from service and thing. */
export function defineThing<const EventName extends string, Data extends TObject>(definition: {
  service: Service;
  thing: Thing;
  summary: string;
  events: Readonly<Record<EventName, string>>;
  data: Data;
}): ThingContract<Static<Data>, EventName> & { readonly schema: Data } {
  const { service, thing, summary, events, data } = definition;
  return {
    service,
    thing,
    topic: `awrach.${service}.${thing}`,
    summary,
    events: Object.keys(events) as EventName[], // the keys of a literal record are its key type
    meanings: events,
    schema: data,
  };
}

/** The CloudEvents type: `eventType(agreement, 'approved')` is `ma.awrach.partner.agreement.approved.v1`. */
export function eventType<EventName extends string>(
  contract: ThingContract<unknown, EventName>,
  event: NoInfer<EventName>,
): string {
  return `ma.awrach.${contract.service}.${contract.thing}.${event}.v1`;
}

/** Where a thing's JSON Schema is named, as `ce_dataschema` says it: the file of that name lies in `published/`. */
export function dataSchema(contract: ThingContract<unknown>): string {
  return `https://awrach.example/schemas/${contract.thing}.v1.json`;
}

/** How every topic of the contracts is made, in any installation. Readers may build on all of it. */
export const topicSettings = {
  /** Never changes: it decides which partition holds a key. */
  partitions: 12,
  /** Nothing is compacted or runs out, so that a reader who starts today can read from the beginning. */
  config: { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' },
} as const;
