import type { PlacementState } from '@awrach/contracts';
import { type Cell, type Contribution, nothing } from './contribution.ts';

/** A contract counts from hiring on, also when it has ended; one entered in error counts nowhere. */
export function contributionOfPlacement({ commune, edition, status }: PlacementState): Contribution {
  if (status === 'CANCELLED') return nothing;
  const one = (measure: Cell['measure']): Cell => ({ measure, place: commune, edition, amount: 1n });
  const isActive = status === 'ACTIVE';
  return shared(`${commune}|${edition}|${isActive}`, () => ({
    cells: isActive ? [one('placements'), one('placementsActive')] : [one('placements')],
    members: [],
  }));
}

/**
 * Most of all events are of placements, thousands of them wait at a time, and those of one commune and edition add the
 * same: it is made once for all of them.
 */
const made = new Map<string, Contribution>();

/** As many as there are in all communes in some ten editions. */
const mostMade = 30_000;

function shared(key: string, make: () => Contribution): Contribution {
  const known = made.get(key);
  if (known) return known;
  if (made.size >= mostMade) made.clear();
  const one = make();
  made.set(key, one);
  return one;
}
