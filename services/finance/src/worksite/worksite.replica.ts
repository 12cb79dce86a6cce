import type { WorksiteState } from '@awrach/contracts';
import type { Received } from '@awrach/messaging';
import type { Work } from '@awrach/subgraph';

/** Keeps of worksites, as they are now, the steps that make a part of the grant fall due. Returns their ids. */
export async function keepWorksites(
  work: Work,
  received: readonly Received<WorksiteState>[],
): Promise<string[]> {
  if (received.length === 0) return [];
  await work.query(
    `insert into worksite (id, version, commune, opened_on, completed_on)
     select * from jsonb_to_recordset($1::jsonb)
       as row (id uuid, version int, commune text, opened_on date, completed_on date)
     on conflict (id) do update
       set version = excluded.version, commune = excluded.commune, opened_on = excluded.opened_on,
           completed_on = excluded.completed_on`,
    [JSON.stringify(received.map(({ data }) => worksiteRow(data)))],
  );
  return received.map(({ thing }) => thing);
}

/** `completed_on`: the day on which it was closed as completed; null for one that was given up. */
const worksiteRow = ({ id, version, commune, openedOn, closedOn, outcome }: WorksiteState) => ({
  id,
  version,
  commune,
  opened_on: openedOn,
  completed_on: outcome === 'COMPLETED' ? closedOn : null,
});
