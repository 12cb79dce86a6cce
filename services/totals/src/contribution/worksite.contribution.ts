import type { WorksiteState } from '@awrach/contracts';
import type { Cell, Contribution } from './contribution.ts';

/**
 * What happens on a worksite. That it is planned is counted by the agreements that name it, so a worksite
 * that never opened adds nothing here.
 */
export function contributionOfWorksite(worksite: WorksiteState): Contribution {
  const { commune, edition, status, openedOn, outcome } = worksite;
  const cells: Cell[] = [];
  const one = (measure: Cell['measure']) => cells.push({ measure, place: commune, edition, amount: 1n });
  if (openedOn !== null && status !== 'CANCELLED') one('worksitesOpened');
  if (status === 'SUSPENDED') one('worksitesSuspended');
  if (status === 'CLOSED' && outcome === 'COMPLETED') one('worksitesCompleted');
  return { cells, members: [] };
}
