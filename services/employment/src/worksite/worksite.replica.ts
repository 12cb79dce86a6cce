import type { WorksiteState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';

/** Keeps what this service needs of worksites. @param states the latest of each, sorted by id */
export async function keepWorksites(work: Work, states: readonly WorksiteState[]): Promise<void> {
  const rows = states.map(({ id, version, province, edition, commune, status, openedOn }) => ({
    id,
    version,
    province,
    edition,
    commune,
    status,
    opened_on: openedOn,
  }));
  await work.query(
    `insert into worksite (id, version, province, edition, commune, status, opened_on)
     select * from jsonb_to_recordset($1::jsonb)
       as row (id uuid, version int, province text, edition int, commune text, status text, opened_on date)
     on conflict (id) do update
       set version = excluded.version, status = excluded.status, opened_on = excluded.opened_on`,
    [JSON.stringify(rows)],
  );
}
