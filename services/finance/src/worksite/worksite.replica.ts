import type { WorksiteState } from '@awrach/contracts';
import type { Received } from '@awrach/messaging';
import { dateColumn, type Work } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/** What this service keeps of worksites: the steps that make a part of the grant fall due. */
export interface Worksite {
  readonly id: string;
  readonly version: number;
  readonly commune: string;
  readonly openedOn: string | null;
  /** The day on which it was closed as completed; null for one that was given up. */
  readonly completedOn: string | null;
}

export const WorksiteEntity = new EntitySchema<Worksite>({
  name: 'Worksite',
  tableName: 'worksite',
  columns: {
    id: { type: 'uuid', primary: true },
    version: { type: 'int' },
    commune: { type: 'text' },
    openedOn: dateColumn('opened_on', { nullable: true }),
    completedOn: dateColumn('completed_on', { nullable: true }),
  },
});

/** Keeps worksites as they are now, in the order of their ids. Returns those ids. */
export async function keepWorksites(
  work: Work,
  received: readonly Received<WorksiteState>[],
): Promise<string[]> {
  for (const { data } of received) await work.manager.upsert(WorksiteEntity, worksiteIn(data), ['id']);
  return received.map(({ thing }) => thing);
}

const worksiteIn = ({ id, version, commune, openedOn, closedOn, outcome }: WorksiteState): Worksite => ({
  id,
  version,
  commune,
  openedOn,
  completedOn: outcome === 'COMPLETED' ? closedOn : null,
});
