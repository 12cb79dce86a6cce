import type { PlacementState } from '@awrach/contracts';
import { type Cell, type Contribution, nothing } from './contribution.ts';
import { withText } from './stored.ts';

/** A contract counts from hiring on, also when it has ended; one entered in error counts nowhere. */
export function contributionOfPlacement({ commune, edition, status }: PlacementState): Contribution {
  return status === 'CANCELLED' ? nothing : shared(commune, edition, status === 'ACTIVE');
}

interface Shared {
  readonly edition: number;
  readonly isActive: boolean;
  readonly contribution: Contribution;
}

/**
 * Most of all events are of placements, thousands of them wait at a time, and those of one commune and edition add the
 * same: it is made once for all of them, and so is the text that is kept of it.
 */
const made = new Map<string, Shared[]>();

/** More than there are: an event may also tell of a code that none has. */
const mostCommunes = 2_000;
/** Of ten editions, active and not. */
const mostOfOne = 20;

function shared(commune: string, edition: number, isActive: boolean): Contribution {
  const its = made.get(commune) ?? [];
  const known = its.find((one) => one.edition === edition && one.isActive === isActive);
  if (known) return known.contribution;
  const one = (measure: Cell['measure']): Cell => ({ measure, place: commune, edition, amount: 1n });
  const cells = isActive ? [one('placements'), one('placementsActive')] : [one('placements')];
  const contribution = withText({ cells, members: [] });
  if (made.size >= mostCommunes && !made.has(commune)) made.clear();
  made.set(commune, [...its.slice(1 - mostOfOne), { edition, isActive, contribution }]);
  return contribution;
}
