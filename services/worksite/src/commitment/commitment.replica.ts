import type { CommitmentState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';

/** What this service keeps of finance's commitments: it tells an agreement that does not fit from one that is not answered yet. */
export async function keepCommitments(work: Work, states: readonly CommitmentState[]): Promise<void> {
  const rows = states.map(({ id, version, agreementId, revision, decision }) => ({
    id,
    version,
    agreement_id: agreementId,
    revision,
    decision,
  }));
  await work.query(
    `insert into commitment (id, version, agreement_id, revision, decision)
     select * from jsonb_to_recordset($1::jsonb)
       as row (id uuid, version int, agreement_id uuid, revision int, decision text)
     on conflict (id) do update
       set version = excluded.version, revision = excluded.revision, decision = excluded.decision`,
    [JSON.stringify(rows)],
  );
}
