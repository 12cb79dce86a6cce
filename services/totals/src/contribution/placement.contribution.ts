import type { PlacementState } from '@awrach/contracts';
import type { Cell, Contribution } from './contribution.ts';

/** A contract counts from hiring on, also when it has ended; one entered in error counts nowhere. */
export function contributionOfPlacement({ commune, edition, status }: PlacementState): Contribution {
  const one = (measure: Cell['measure']): Cell => ({ measure, place: commune, edition, amount: 1n });
  switch (status) {
    case 'CANCELLED':
      return { cells: [], members: [] };
    case 'ACTIVE':
      return { cells: [one('placements'), one('placementsActive')], members: [] };
    default:
      return { cells: [one('placements')], members: [] };
  }
}
