import type { SqlClient } from '@awrach/messaging';
import type { Ground } from './ground.rules.ts';
import type { HiringGround, OpenLine } from './placement.rules.ts';

/**
 * What hiring on a worksite rests on, held still until the transaction ends: the worksite, and the lines that are given with their
 * agreements, cannot change meanwhile. Whoever else hires on the worksite waits, known lines or none, so that nobody takes the last
 * job twice.
 * @returns undefined for a worksite that is not known here
 */
export async function lockHiringGround(
  client: SqlClient,
  worksiteId: string,
): Promise<HiringGround | undefined> {
  const {
    rows: [worksite],
  } = await client.query<HiringGround['worksite']>(
    `select version, province, edition, commune, status, opened_on as "openedOn"
       from worksite where id = $1 for update`,
    [worksiteId],
  );
  if (!worksite) return undefined;
  // The same order as those who take in events: worksites, agreements, lines.
  await client.query(
    `select from agreement where id in (select agreement_id from agreement_line where worksite_id = $1)
      order by id for share`,
    [worksiteId],
  );
  // A statement of its own: it sees what those have done for whom we have just waited. A line that has become known since is
  // held as well, and left out while its agreement changes again: who waits for that now would not keep to the order.
  const { rows: lines } = await client.query<OpenLine>(
    `select line.line_id as "lineId", agreement.id as "agreementId", agreement.version as "agreementVersion",
            agreement.starts_on as "startsOn", agreement.ends_on as "endsOn", line.jobs,
            (select count(*)::int from placement
              where placement.line_id = line.line_id and placement.status = 'ACTIVE') as taken
       from agreement_line line join agreement on agreement.id = line.agreement_id
      where line.worksite_id = $1
      order by agreement.id, line.position
        for share of agreement, line skip locked`,
    [worksiteId],
  );
  return { worksite, lines };
}

/** Active placements on these worksites or under these agreements, in the order of their ids, locked until the transaction ends. */
export async function lockConcerned(
  client: SqlClient,
  changed: { readonly worksites: readonly string[]; readonly agreements: readonly string[] },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from placement
      where status = 'ACTIVE' and (worksite_id = any($1::uuid[]) or agreement_id = any($2::uuid[]))
      order by id for update`,
    [changed.worksites, changed.agreements],
  );
  return rows.map(({ id }) => id);
}

/** What placements rest on now, by placement. */
export async function groundsOf(
  client: SqlClient,
  placementIds: readonly string[],
): Promise<Map<string, Ground>> {
  const { rows } = await client.query<Ground & { readonly id: string }>(
    `select placement.id, worksite.status as "worksiteStatus", worksite.version as "worksiteVersion",
            agreement.status as "agreementStatus", agreement.version as "agreementVersion",
            case when line.line_id is not null then agreement.ends_on end as "lineEndsOn"
       from placement
       join worksite on worksite.id = placement.worksite_id
       join agreement on agreement.id = placement.agreement_id
       left join agreement_line line on line.line_id = placement.line_id
      where placement.id = any($1::uuid[])`,
    [placementIds],
  );
  return new Map(rows.map(({ id, ...ground }) => [id, ground]));
}
