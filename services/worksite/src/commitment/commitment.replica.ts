import type { CommitmentState } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';

/** What this service keeps of finance's commitments: it tells an agreement that does not fit from one that is not answered yet. */
export async function keepCommitment(work: Work, state: CommitmentState): Promise<void> {
  const { id, version, agreementId, revision, decision } = state;
  await work.query(
    `insert into commitment (id, version, agreement_id, revision, decision) values ($1, $2, $3, $4, $5)
     on conflict (id) do update
       set version = excluded.version, revision = excluded.revision, decision = excluded.decision`,
    [id, version, agreementId, revision, decision],
  );
}
