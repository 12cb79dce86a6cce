import { setTimeout as pause } from 'node:timers/promises';
import type { SqlClient } from '@awrach/messaging';
import type { ThingName } from './finding.ts';
import { heldSince } from './held.ts';
import { eventsAround } from './source-events.ts';
import { judge, type Told } from './thing.rules.ts';
import { type Judged, toldBy } from './things.ts';

/** A thing of which the source had told a version that totals did not hold yet. */
export interface Awaited extends ThingName {
  readonly version: number;
  /** What totals held meanwhile. */
  readonly former: Told | undefined;
}

/** So many things in flight are looked at again; a service that writes as never before has fewer. */
export const mostAwaited = 20_000;

const pollMs = 250;

/**
 * Looks again at what was in flight, until totals hold it or it is older than may be. What has arrived is compared; what has
 * not is behind.
 * @param onWrong is told of each thing that arrived altered, or not at all
 * @returns how many arrived
 */
export async function awaitArrivals(
  totals: SqlClient,
  sourceOf: (topic: string) => SqlClient,
  awaited: readonly Awaited[],
  { youngSeconds, onWrong }: { readonly youngSeconds: number; onWrong(wrong: Judged & ThingName): void },
): Promise<number> {
  const deadline = performance.now() + youngSeconds * 1_000;
  let arrived = 0;
  for (const [topic, things] of Map.groupBy(awaited, (one) => one.topic)) {
    let left = things;
    for (;;) {
      const held = await heldSince(totals, topic, left);
      const there = left.filter(({ thing }) => held.has(thing));
      arrived += there.length;
      await compare(topic, there, held);
      left = left.filter(({ thing }) => !held.has(thing));
      if (left.length === 0 || performance.now() > deadline) break;
      await pause(pollMs);
    }
    await compare(topic, left, new Map());
  }
  return arrived;

  async function compare(topic: string, things: readonly Awaited[], held: ReadonlyMap<string, Told>) {
    const wanted = things.map(({ thing, version }) => ({
      thing,
      version: held.get(thing)?.version ?? version,
    }));
    const around = await eventsAround(sourceOf(topic), topic, wanted, 'infinity');
    for (const { thing, former } of things) {
      const at = around.get(thing)?.at;
      const told = at === undefined ? undefined : toldBy(topic, at);
      const arrived = held.get(thing);
      const facts = { latest: told, held: arrived ?? former, atHeld: arrived ? told : former, young: false };
      const verdict = judge(facts);
      if (verdict.wrong) onWrong({ topic, thing, ...facts, ...verdict });
    }
  }
}
