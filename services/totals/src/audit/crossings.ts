import { agreementCrossings } from './agreement.crossings.ts';
import type { Crossing } from './crossing.rules.ts';
import type { Databases } from './databases.ts';
import { findings, type Look } from './finding.ts';
import { openGrounds } from './grounds.ts';
import { placementCrossings } from './placement.crossings.ts';
import { worksiteCrossings } from './worksite.crossings.ts';

/** Every crossing there is now; what is so young that its service may be about to act on it is left out. */
export async function findCrossings(
  databases: Databases,
  { youngSeconds, most }: { readonly youngSeconds: number; readonly most: number },
): Promise<Look['crossings']> {
  const grounds = await openGrounds(databases, youngSeconds);
  const found = findings<Crossing>(most);
  let noticed = 0;
  for (const crossings of [
    worksiteCrossings(grounds),
    placementCrossings(grounds),
    agreementCrossings(grounds),
  ]) {
    for await (const one of crossings) {
      found.add(one);
      if (one.noticed) noticed += 1;
    }
  }
  return { count: found.count, named: found.named, noticed };
}
