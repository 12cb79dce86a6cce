import type { AgreementStatus, CommitmentDecision } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import type { Description } from '../worksite/planning.rules.ts';
import type { Naming } from './naming.ts';

interface NamingRow {
  readonly worksite_id: string;
  readonly id: string;
  readonly version: number;
  readonly status: AgreementStatus;
  readonly current_revision: number;
  readonly in_current: boolean;
  readonly approved: boolean;
  readonly signed: boolean;
  readonly funded: boolean;
  readonly decision: CommitmentDecision | null;
  readonly in_force: boolean;
  readonly in_force_revision: number | null;
  readonly starts_on: string | null;
  readonly ends_on: string | null;
}

/** The agreements that name worksites, by worksite, the oldest first. A worksite that none names is not in the answer. */
export async function namingsOf(
  client: SqlClient,
  worksiteIds: readonly string[],
): Promise<Map<string, Naming[]>> {
  const { rows } = await client.query<NamingRow>(
    `select named.worksite_id, named.in_current, named.in_force, agreement.*, commitment.decision
       from agreement_worksite named
       join agreement on agreement.id = named.agreement_id
       left join commitment on commitment.agreement_id = agreement.id
                           and commitment.revision = agreement.current_revision
      where named.worksite_id = any($1::uuid[])
      order by agreement.id`,
    [worksiteIds],
  );
  const found = new Map<string, Naming[]>();
  for (const row of rows) {
    const others = found.get(row.worksite_id) ?? [];
    found.set(row.worksite_id, [...others, namingOf(row)]);
  }
  return found;
}

function namingOf(row: NamingRow): Naming {
  const { in_force_revision: revision, starts_on: startsOn, ends_on: endsOn } = row;
  const holds = row.in_force && revision !== null && startsOn !== null && endsOn !== null;
  return {
    agreementId: row.id,
    version: row.version,
    status: row.status,
    current: {
      revision: row.current_revision,
      named: row.in_current,
      approved: row.approved,
      signed: row.signed,
      funding: row.funded ? 'FUNDED' : row.decision === 'REFUSED' ? 'REFUSED' : 'AWAITED',
    },
    inForce: holds ? { revision, startsOn, endsOn } : null,
  };
}

/**
 * What lines say of worksites, by id and in the order of ids. Each stays locked until the transaction ends, so that of several agreements
 * that change at once the later to come here sees what the others have done.
 */
export async function lockNamed(client: SqlClient, ids: readonly string[]): Promise<Description[]> {
  const { rows } = await client.query<Description>(
    `select id, province, edition, commune, sector, size, name_ar as "nameAr", name_fr as "nameFr", sample
       from named_worksite where id = any($1::uuid[]) order by id for update`,
    [ids],
  );
  return rows;
}
