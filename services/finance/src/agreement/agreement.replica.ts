import {
  type AgreementRevision,
  type AgreementState,
  agreementStatuses,
  centimesOf,
} from '@awrach/contracts';
import { MessageFault, type Received } from '@awrach/messaging';
import {
  type Centimes,
  centimesColumn,
  dateColumn,
  formatMoney,
  sum,
  timestampColumn,
  type Work,
} from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/** What this service keeps of partner's agreements: what the current revision asks for, and whether it may. */
export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly province: string;
  readonly edition: number;
  readonly partnerId: string;
  /** `UNKNOWN`: a later writer's word, that asks nothing of this service. */
  readonly status: (typeof agreementStatuses)[number] | 'UNKNOWN';
  /** The current revision's number. */
  readonly revision: number;
  /** Whether the council approved the current revision. */
  readonly approved: boolean;
  /** Supervision grant of the current revision's lines. */
  readonly grant: Centimes;
  /** The day from which it is cancelled, or null. */
  readonly cancelledFrom: string | null;
}

export const AgreementEntity = new EntitySchema<Agreement>({
  name: 'Agreement',
  tableName: 'agreement',
  columns: {
    id: { type: 'uuid', primary: true },
    version: { type: 'int' },
    recordedAt: timestampColumn('recorded_at'),
    province: { type: 'text' },
    edition: { type: 'int' },
    partnerId: { name: 'partner_id', type: 'uuid' },
    status: { type: 'text' },
    revision: { type: 'int' },
    approved: { type: 'boolean' },
    grant: centimesColumn('grant_amount'),
    cancelledFrom: dateColumn('cancelled_from', { nullable: true }),
  },
});

/** The row as it lies in the table, money as digits. */
function agreementRow({ recordedAt, partnerId, grant, cancelledFrom, ...rest }: Agreement) {
  return {
    ...rest,
    recorded_at: recordedAt,
    partner_id: partnerId,
    grant_amount: grant.toString(),
    cancelled_from: cancelledFrom,
  };
}

/** The grant of one worksite under an agreement that is, or until its cancellation was, in force. */
interface WorksiteGrant {
  readonly worksiteId: string;
  readonly amount: Centimes;
  /** The day of the last signature under the first revision in force that names the worksite. */
  readonly since: string;
}

/** The largest amount that an event can tell: what is asked for must be told in turn. */
const mostTold = 9_999_999_999_999_99n;

/**
 * Keeps agreements as they are now, in the order of their ids.
 * @throws MessageFault when one asks for more than an event can tell
 */
export async function keepAgreements(
  work: Work,
  received: readonly Received<AgreementState>[],
): Promise<Agreement[]> {
  if (received.length === 0) return [];
  const grants: (WorksiteGrant & { readonly agreementId: string })[] = [];
  const agreements = received.map((event) => {
    const agreement = agreementIn(event.data);
    const named = worksiteGrants(event.data);
    const largest = sum([agreement.grant, ...named.map(({ amount }) => amount)]);
    if (largest > mostTold) throw new MessageFault('amount', `It asks for ${formatMoney(largest)}.`, event);
    for (const grant of named) grants.push({ agreementId: agreement.id, ...grant });
    return agreement;
  });
  await work.query(
    `insert into agreement (id, version, recorded_at, province, edition, partner_id, status, revision, approved, grant_amount,
       cancelled_from)
     select * from jsonb_to_recordset($1::jsonb) as row (id uuid, version int, recorded_at timestamptz, province text,
       edition int, partner_id uuid, status text, revision int, approved boolean, grant_amount bigint, cancelled_from date)
     on conflict (id) do update
       set version = excluded.version, recorded_at = excluded.recorded_at, province = excluded.province,
           edition = excluded.edition, partner_id = excluded.partner_id, status = excluded.status,
           revision = excluded.revision, approved = excluded.approved, grant_amount = excluded.grant_amount,
           cancelled_from = excluded.cancelled_from`,
    [JSON.stringify(agreements.map(agreementRow))],
  );
  await work.query('delete from worksite_grant where agreement_id = any($1::uuid[])', [
    agreements.map(({ id }) => id),
  ]);
  if (grants.length > 0) await keepGrants(work, grants);
  return agreements;
}

async function keepGrants(
  work: Work,
  grants: readonly (WorksiteGrant & { readonly agreementId: string })[],
): Promise<void> {
  await work.query(
    `insert into worksite_grant (agreement_id, worksite_id, amount, since)
     select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[])`,
    [
      grants.map((grant) => grant.agreementId),
      grants.map((grant) => grant.worksiteId),
      grants.map((grant) => grant.amount.toString()),
      grants.map((grant) => grant.since),
    ],
  );
}

export function agreementIn(state: AgreementState): Agreement {
  const { id, version, recordedAt, province, edition, partnerId, status, currentRevision } = state;
  const current = state.revisions.find((one) => one.revision === currentRevision);
  return {
    id,
    version,
    recordedAt,
    province,
    edition,
    partnerId,
    status: agreementStatuses.find((known) => known === status) ?? 'UNKNOWN',
    revision: currentRevision,
    approved: current?.approval != null,
    grant: sum((current?.lines ?? []).map((line) => centimesOf(line.grant))),
    cancelledFrom: state.cancellation?.on ?? null,
  };
}

/**
 * What each worksite's grant is under the revision in force. A cancelled agreement names none; there it is the last
 * revision that had entered into force, so that what fell due before is owed also when it is learnt of afterwards.
 */
export function worksiteGrants(state: AgreementState): WorksiteGrant[] {
  const entered = state.revisions.filter((one) => hasEntered(one));
  const inForce =
    state.status === 'CANCELLED'
      ? entered.at(-1)
      : state.revisions.find((one) => one.revision === state.inForceRevision);
  if (!inForce) return [];
  return [...new Set(inForce.lines.map((line) => line.worksiteId))].map((worksiteId) => {
    const first = entered.find((one) => linesOn(one, worksiteId).length > 0) ?? inForce;
    return {
      worksiteId,
      amount: sum(linesOn(inForce, worksiteId).map((line) => centimesOf(line.grant))),
      since: lastSignature(first),
    };
  });
}

/** A revision is in force when it is approved, funded and signed by all. */
const hasEntered = ({ approval, fundedBy, parties }: AgreementRevision): boolean =>
  approval !== null && fundedBy !== null && parties.every((party) => party.signedOn !== null);

const linesOn = ({ lines }: AgreementRevision, worksiteId: string) =>
  lines.filter((line) => line.worksiteId === worksiteId);

const lastSignature = ({ parties, startsOn }: AgreementRevision): string =>
  parties.reduce((last, { signedOn }) => (signedOn !== null && signedOn > last ? signedOn : last), '') ||
  startsOn;
