import type { AgreementLine, AgreementRevision, AgreementState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';

/**
 * Keeps what this service needs of agreements: what their latest revision still lacks, which revision is in force, and
 * which worksites the two name.
 * @param states the latest of each, sorted by id
 * @returns each worksite that one of them names now or named until now, with that agreement
 */
export async function keepAgreements(
  work: Work,
  states: readonly AgreementState[],
): Promise<readonly { readonly worksiteId: string; readonly agreement: AgreementState }[]> {
  const rows = states.map(agreementRow);
  await work.query(
    `insert into agreement (id, version, status, current_revision, approved, signed, funded, in_force_revision,
       starts_on, ends_on)
     select * from jsonb_to_recordset($1::jsonb) as row (id uuid, version int, status text, current_revision int,
       approved boolean, signed boolean, funded boolean, in_force_revision int, starts_on date, ends_on date)
     on conflict (id) do update
       set version = excluded.version, status = excluded.status, current_revision = excluded.current_revision,
           approved = excluded.approved, signed = excluded.signed, funded = excluded.funded,
           in_force_revision = excluded.in_force_revision, starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
    [JSON.stringify(rows)],
  );
  const former = await work.query<{ agreement_id: string; worksite_id: string }>(
    'delete from agreement_worksite where agreement_id = any($1::uuid[]) returning agreement_id, worksite_id',
    [states.map(({ id }) => id)],
  );
  const named = states.flatMap(namedBy);
  await work.query(
    `insert into agreement_worksite (agreement_id, worksite_id, in_current, in_force)
     select * from jsonb_to_recordset($1::jsonb)
       as row (agreement_id uuid, worksite_id uuid, in_current boolean, in_force boolean)`,
    [JSON.stringify(named.map((one) => one.naming))],
  );
  // In the order of ids: others may be naming the same worksites at this moment.
  await work.query(
    `insert into named_worksite (id, province, edition, commune, sector, size, name_ar, name_fr, sample)
     select distinct on (id) * from jsonb_to_recordset($1::jsonb) as row (id uuid, province text, edition int,
       commune text, sector text, size text, name_ar text, name_fr text, sample boolean)
     order by id
     on conflict (id) do nothing`,
    [JSON.stringify(named.map((one) => one.worksite))],
  );
  const namings = [...former.rows, ...named.map(({ naming }) => naming)];
  const concerned = Map.groupBy(namings, (naming) => naming.agreement_id);
  return states.flatMap((agreement) => {
    const worksiteIds = new Set(concerned.get(agreement.id)?.map((naming) => naming.worksite_id));
    return [...worksiteIds].map((worksiteId) => ({ worksiteId, agreement }));
  });
}

function agreementRow(state: AgreementState) {
  const current = revisionNumbered(state, state.currentRevision);
  const inForce = revisionNumbered(state, state.inForceRevision);
  return {
    id: state.id,
    version: state.version,
    status: state.status,
    current_revision: state.currentRevision,
    approved: current?.approval != null,
    signed: current?.parties.every((party) => party.signedOn !== null) ?? false,
    funded: current?.fundedBy != null,
    in_force_revision: inForce?.revision ?? null,
    starts_on: inForce?.startsOn ?? null,
    ends_on: inForce?.endsOn ?? null,
  };
}

function namedBy(state: AgreementState) {
  const current = linesByWorksite(revisionNumbered(state, state.currentRevision));
  const inForce = linesByWorksite(revisionNumbered(state, state.inForceRevision));
  return [...new Map([...inForce, ...current])].map(([id, line]) => ({
    naming: {
      agreement_id: state.id,
      worksite_id: id,
      in_current: current.has(id),
      in_force: inForce.has(id),
    },
    worksite: {
      id,
      province: state.province,
      edition: state.edition,
      commune: line.commune,
      sector: line.sector,
      size: line.size,
      name_ar: line.worksiteNameAr,
      name_fr: line.worksiteNameFr,
      sample: state.sample,
    },
  }));
}

const revisionNumbered = ({ revisions }: AgreementState, number: number | null) =>
  revisions.find(({ revision }) => revision === number);

const linesByWorksite = (revision: AgreementRevision | undefined): Map<string, AgreementLine> =>
  new Map(revision?.lines.map((line) => [line.worksiteId, line]));
