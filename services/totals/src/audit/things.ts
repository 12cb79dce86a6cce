import type { ThingContract, ThingState } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import type { Contribution } from '../contribution/contribution.ts';
import { contributionOf } from '../contribution/rules.ts';
import { heldBetween } from './held.ts';
import { type Around, eventsAround, latestEvents, type SourceEvent } from './source-events.ts';
import { type Facts, judge, type Told, type Verdict } from './thing.rules.ts';

export interface Judged extends Facts, Verdict {
  readonly thing: string;
}

/**
 * Judges every thing of a topic that its source or totals know, some at a time.
 * @param boundary what the source recorded after it may still be under way
 */
export async function* judgedThings(
  databases: { readonly source: SqlClient; readonly totals: SqlClient },
  { topic }: ThingContract,
  { generation, boundary }: { readonly generation: number; readonly boundary: string },
): AsyncGenerator<Judged[]> {
  const { source, totals } = databases;
  for await (const { after, last, events } of latestEvents(source, topic, boundary)) {
    const held = await heldBetween(totals, generation, topic, { after, last });
    const elsewhere = events
      .map(({ thing, version }) => ({ thing, version: held.get(thing)?.version ?? 0, latest: version }))
      .filter(({ version, latest }) => version !== latest);
    const around = await eventsAround(source, topic, elsewhere, boundary);
    const known = new Set(events.map(({ thing }) => thing));
    yield [
      ...events.map((event) => judged(topic, event, held.get(event.thing), around.get(event.thing))),
      ...[...held].flatMap(([thing, told]) => {
        if (known.has(thing)) return [];
        const facts: Facts = { latest: undefined, held: told, atHeld: undefined, young: false };
        return [{ thing, ...facts, ...judge(facts) }];
      }),
    ];
  }
}

function judged(
  topic: string,
  { thing, data }: SourceEvent,
  held: Told | undefined,
  around: Around | undefined,
): Judged {
  const latest = toldBy(topic, data);
  const facts: Facts = {
    latest,
    held,
    atHeld: around ? (around.at === undefined ? undefined : toldBy(topic, around.at)) : latest,
    young: around?.nextYoung ?? false,
  };
  return { thing, ...facts, ...judge(facts) };
}

/** What an event says, by the very rules by which totals count it. */
export function toldBy(topic: string, data: unknown): Told {
  const { version, recordedAt } = data as ThingState; // every event's data has these
  return { version, recordedAt, contribution: contributionOf(topic, data) };
}

/** What bears on figures when a thing is wrong: what it has to add, and what totals keep of it. */
export const contributionsBehind = ({ due, held }: Judged): readonly Contribution[] =>
  held ? [due, held.contribution] : [due];
