import {
  agreement,
  commitment,
  eventType,
  payment,
  placement,
  type ThingContract,
  validateWritten,
  worksite,
} from '@awrach/contracts';
import { communes } from '@awrach/territory';
import type pg from 'pg';

/** The things of the events that are made, and what share of all things is of each kind: about as a full programme has them. */
export const kinds: readonly { contract: ThingContract; event: string; percent: number; state: string }[] = [
  {
    contract: placement,
    event: eventType(placement, 'started'),
    percent: 85,
    state: `'personId', other('person', j), 'worksiteId', other('worksite', j / 10), 'agreementId', other('agreement', j / 20),
      'lineId', other('line', j / 10), 'startsOn', '2022-06-01', 'endsOn', '2022-09-30',
      'status', case version when 1 then 'ACTIVE' else 'ENDED' end,
      'endReason', case version when 1 then null else 'COMPLETED' end, 'groundLost', null,
      'basis', json_build_object('worksiteVersion', 2, 'agreementVersion', 4)`,
  },
  {
    contract: worksite,
    event: eventType(worksite, 'opened'),
    percent: 6,
    state: `'status', 'OPEN', 'sector', 'ENVIRONMENT', 'size', 'SMALL', 'nameAr', 'ورش', 'nameFr', 'Chantier ' || j,
      'openedOn', '2022-06-01', 'suspensions', '[]'::json, 'closedOn', null, 'outcome', null, 'basis', null, 'sample', true`,
  },
  {
    contract: payment,
    event: eventType(payment, 'recorded'),
    percent: 4,
    state: `'trancheId', other('tranche', j), 'agreementId', other('agreement', j), 'worksiteId', other('worksite', j),
      'partnerId', other('partner', j % 5000), 'amount', (100 + j % 900) || '.00', 'paidOn', '2022-07-01', 'reference', 'OP ' || j`,
  },
  {
    contract: agreement,
    event: eventType(agreement, 'approved'),
    percent: 3,
    state: `'reference', 'C ' || j, 'partnerId', other('partner', j % 5000), 'status', 'APPROVED', 'currentRevision', 1,
      'inForceRevision', null, 'cancellation', null, 'sample', true,
      'revisions', json_build_array(json_build_object('revision', 1,
        'approval', json_build_object('sessionKind', 'ORDINARY', 'heldOn', '2022-04-18'),
        'startsOn', '2022-05-10', 'endsOn', '2022-12-31', 'fundedBy', null, 'source', null,
        'parties', json_build_array(json_build_object('id', other('party', j), 'kind', 'COUNCIL',
          'nameAr', 'مجلس', 'nameFr', 'Conseil', 'signedOn', null)),
        'lines', (select json_agg(json_build_object('lineId', other('line', j * 2 + line),
          'worksiteId', other('worksite', j * 2 + line), 'commune', place, 'sector', 'ENVIRONMENT', 'size', 'SMALL',
          'worksiteNameAr', 'ورش', 'worksiteNameFr', 'Chantier', 'jobs', 10 + version, 'personMonths', 40, 'grant', '7600.00'))
          from generate_series(1, 2) as line)))`,
  },
  {
    contract: commitment,
    event: eventType(commitment, 'reserved'),
    percent: 2,
    state: `'agreementId', other('agreement', j), 'revision', 1, 'decision', 'RESERVED', 'amount', (1000 + j % 9000) || '.00',
      'requested', (1000 + j % 9000) || '.00', 'reason', null, 'basis', json_build_object('agreementVersion', 2)`,
  },
];

export const contracts = kinds.map(({ contract }) => contract);

/** So many rows are made by one statement. */
const rowsAtOnce = 50_000;

const ofProvinceAlone: ReadonlySet<string> = new Set([agreement.topic, commitment.topic]);

/** Which events: of the things number `from` up to `to`, each or each so many-th. */
interface Told {
  readonly from: number;
  readonly to: number;
  readonly every?: number;
  readonly version?: number;
}

/**
 * Writes these things' `version`s into a source's history and outbox, in the order of their numbers
 * and recorded a millisecond after each other, as the services would.
 * @throws Error when one of the first of each kind does not fit its contract
 */
export async function tell(pool: pg.Pool, { from, to, every = 1, version = 1 }: Told): Promise<void> {
  // As UUIDv7, which the services give: ordered by the moment at which a thing came to be. A commitment's is made from its agreement's.
  await pool.query(`create or replace function other(kind text, number bigint) returns uuid immutable parallel safe
    language sql return overlay(lpad(to_hex(1651363200000 + number), 12, '0') || right(md5(kind || number), 20) placing '7' from 13 for 1)::uuid`);
  const places = communes.map(({ code }) => code);
  for (let first = from; first < to; first += rowsAtOnce * every) {
    await pool.query(insertion(), [
      first,
      Math.min(first + rowsAtOnce * every, to) - 1,
      version,
      places,
      every,
    ]);
  }
  for (const { contract } of kinds) {
    const { rows } = await pool.query(
      'select payload from event where aggregatetype = $1 order by seq desc limit 20',
      [contract.topic],
    );
    for (const { payload } of rows) {
      const wrong = validateWritten(contract, payload);
      if (wrong.length > 0) throw new Error(`The events made here break their contract: ${wrong.join('; ')}`);
    }
  }
}

function insertion(): string {
  let below = 0;
  const branches = kinds.map(({ contract, event, percent, state }) => {
    below += percent;
    const own = ofProvinceAlone.has(contract.topic);
    return `when j % 100 < ${below} then row('${contract.topic}', '${event}', json_build_object(
      'id', ${contract === commitment ? `md5('thing' || j)::uuid` : `other('thing', j)`}, 'version', version, 'recordedAt', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'province', left(place, 6), 'edition', 2022, 'commune', ${own ? 'null::text' : 'place'}, ${state}))::told`;
  });
  return `
    with numbered as (
      select j, $3::int as version, ($4::text[])[1 + j % cardinality($4::text[])] as place,
        timestamp '2022-05-01' + ($3::int * 10000000 + j) * interval '1 millisecond' as at
      from generate_series($1::bigint, $2::bigint, $5::bigint) as j),
    told as materialized (select j, at, case ${branches.join('\n')} end as told from numbered),
    put as (
      insert into event (id, aggregatetype, aggregateid, type, payload, version, recorded_at, province, edition, commune)
      select gen_random_uuid(), (told).topic, (told).payload ->> 'id', (told).type, (told).payload, $3::int,
        at at time zone 'UTC', (told).payload ->> 'province', 2022, (told).payload ->> 'commune'
      from told order by j returning seq)
    insert into outbox select seq from put`;
}

/** The row type that the statement above makes; once for a database. */
export const toldType = 'create type told as (topic text, type text, payload json)';
