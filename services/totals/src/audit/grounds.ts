import {
  type AgreementState,
  agreement,
  type ThingContract,
  type WorksiteState,
  worksite,
} from '@awrach/contracts';
import { type AgreementGround, groundOf } from './crossing.rules.ts';
import { type Databases, type Source, sources } from './databases.ts';
import { remembering } from './remembering.ts';
import {
  type Around,
  boundaryOf,
  eventsAround,
  latestEvents,
  latestOf,
  type SourceEvent,
} from './source-events.ts';

/** So many grounds are remembered from page to page; whatever else is asked for again is read again. */
const mostRemembered = 20_000;

/** A thing's state as its source last told it, and whether that is so young that others may not know it yet. */
export interface Present<State> {
  readonly state: State;
  readonly young: boolean;
}

/** What crossings are looked for in: the sources' latest events. */
export interface Grounds {
  /** All things of a kind, some at a time. */
  pages<State>(contract: ThingContract<State>): AsyncGenerator<Present<State>[]>;
  of<State>(contract: ThingContract<State>, ids: readonly string[]): Promise<Map<string, Present<State>>>;
  /** What its source said of one version of a thing, by thing. */
  at(
    contract: ThingContract<unknown>,
    wanted: readonly { thing: string; version: number }[],
  ): Promise<Map<string, Around>>;
  agreements(ids: readonly string[]): Promise<Map<string, AgreementGround>>;
  worksites(
    ids: readonly string[],
  ): Promise<Map<string, { status: WorksiteState['status']; young: boolean }>>;
}

export async function openGrounds(databases: Databases, youngSeconds: number): Promise<Grounds> {
  const boundaries = new Map<string, string>();
  for (const source of sources) boundaries.set(source, await boundaryOf(databases[source], youngSeconds));
  const boundary = (service: string) => boundaries.get(service) ?? 'infinity';
  // The events of a contract's topic carry the state that it states.
  const present = <State>({ data, young }: SourceEvent): Present<State> => ({ state: data as State, young });

  const of: Grounds['of'] = async (contract, ids) => {
    const events = await latestOf(sourceOf(contract), contract.topic, ids, boundary(contract.service));
    return new Map([...events].map(([id, event]) => [id, present(event)]));
  };
  function sourceOf({ service, topic }: ThingContract<unknown>) {
    if (service === 'totals') throw new Error(`${topic} has no source.`);
    return databases[service satisfies Source];
  }
  return {
    async *pages<State>(contract: ThingContract<State>) {
      const all = latestEvents(sourceOf(contract), contract.topic, boundary(contract.service));
      for await (const { events } of all) yield events.map((event) => present<State>(event));
    },
    of,
    at: (contract, wanted) =>
      eventsAround(sourceOf(contract), contract.topic, wanted, boundary(contract.service)),
    agreements: remembering(mostRemembered, async (ids) => {
      const presents = await of<AgreementState>(agreement, ids);
      return new Map([...presents].map(([id, { state, young }]) => [id, groundOf(state, young)]));
    }),
    worksites: remembering(mostRemembered, async (ids) => {
      const presents = await of<WorksiteState>(worksite, ids);
      return new Map([...presents].map(([id, { state, young }]) => [id, { status: state.status, young }]));
    }),
  };
}
