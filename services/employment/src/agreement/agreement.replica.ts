import type { AgreementState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';

/** Keeps of agreements which revision is in force, and the lines of that one. @param states the latest of each, sorted by id */
export async function keepAgreements(work: Work, states: readonly AgreementState[]): Promise<void> {
  await work.query(
    `insert into agreement (id, version, status, starts_on, ends_on)
     select * from jsonb_to_recordset($1::jsonb)
       as row (id uuid, version int, status text, starts_on date, ends_on date)
     on conflict (id) do update
       set version = excluded.version, status = excluded.status,
           starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
    [JSON.stringify(states.map(agreementRow))],
  );
  const lines = states.flatMap(lineRows);
  await work.query(
    'delete from agreement_line where agreement_id = any($1::uuid[]) and line_id <> all($2::uuid[])',
    [states.map(({ id }) => id), lines.map((line) => line.line_id)],
  );
  await work.query(
    `insert into agreement_line (line_id, agreement_id, position, worksite_id, jobs)
     select * from jsonb_to_recordset($1::jsonb)
       as row (line_id uuid, agreement_id uuid, position int, worksite_id uuid, jobs int)
     on conflict (line_id) do update set position = excluded.position, jobs = excluded.jobs`,
    [JSON.stringify(lines)],
  );
}

const inForce = ({ revisions, inForceRevision }: AgreementState) =>
  revisions.find(({ revision }) => revision === inForceRevision);

function agreementRow(state: AgreementState) {
  const { id, version, status } = state;
  const revision = inForce(state);
  return { id, version, status, starts_on: revision?.startsOn ?? null, ends_on: revision?.endsOn ?? null };
}

const lineRows = (state: AgreementState) =>
  (inForce(state)?.lines ?? []).map(({ lineId, worksiteId, jobs }, position) => ({
    line_id: lineId,
    agreement_id: state.id,
    position,
    worksite_id: worksiteId,
    jobs,
  }));
