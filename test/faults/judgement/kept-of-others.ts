import { follows } from '../world/followers.ts';
import type { Service } from '../world/instances.ts';
import type { World } from '../world/world.ts';
import type { Judgement } from './judgement.ts';

/** Those who keep a copy of what they follow, in a table of the same name as at its source; totals keeps figures. */
const keepers: readonly Service[] = ['partner', 'worksite', 'employment', 'finance'];

/** What a service keeps of another's things is each of them, as it is now: no older version came back. */
export const keptOfOthers: Judgement = async (world) => {
  const found: string[] = [];
  for (const keeper of keepers) {
    for (const topic of follows[keeper]) {
      const [, source, thing] = topic.split('.') as [string, Service, string]; // A topic is named after both.
      const kept = await versionsOf(world, keeper, thing);
      const there = await versionsOf(world, source, thing);
      for (const id of new Set([...there.keys(), ...kept.keys()])) {
        const [held, now] = [kept.get(id), there.get(id)];
        if (held !== now)
          found.push(`${keeper} keeps ${thing} ${id} v${held ?? '-'}; ${source} has v${now ?? '-'}`);
      }
    }
  }
  return found;
};

async function versionsOf({ databases }: World, service: Service, thing: string) {
  const rows = await databases.rows<{ id: string; version: number }>(
    service,
    `select id, version::int as version from ${thing}`,
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}
