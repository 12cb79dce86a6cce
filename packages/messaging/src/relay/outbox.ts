import { contractOfTopic, eventHeaders, type ThingContract } from '@awrach/contracts';
import { partitionOf } from '../partition.ts';
import type { Confirmed, Outgoing } from '../producer.ts';
import { plainArray } from '../sql-array.ts';
import type { SqlClient } from '../sql-client.ts';
import { stampOf } from '../stamp.ts';

/** How many rows are read at once. */
const mostRows = 2_000;

/** How many bytes of payload, as the database stores them, are read at once. */
const mostBytes = 8_000_000;

/** What goes to one partition in one send, in bytes: Kafka takes 1 MiB. */
const largestBatch = 1_000_000;
const headersAtMost = 2_000;

interface Row {
  seq: string;
  id: string;
  topic: string;
  thing: string;
  type: string;
  payload: string;
  version: string;
  recorded_at: string;
  province: string;
  edition: number | null;
  commune: string | null;
  request_id: string | null;
  incarnation: string | null;
  waiting: string;
}

/** One event still to be sent, with the incarnation that its topic had in the same snapshot. */
export interface Pending {
  seq: string;
  log: string;
  record: Outgoing & { value: string };
}

/**
 * Whatever stands in the outbox now, in the order of `seq`. No cursor: a row that commits late is found by a later read.
 * Rows of topics without an incarnation yet come back as `unknown`. `all` says that nothing was left for another read.
 */
export async function readOutbox(
  client: SqlClient,
  contracts: readonly ThingContract<unknown>[],
): Promise<{ pending: Pending[]; unknown: string[]; all: boolean }> {
  // The events are looked up one by one by their key, whatever the planner believes about two tables that change so
  // fast: `offset 0` keeps it from joining them in another way. What is too much for one read is not even unpacked.
  const { rows } = await client.query<Row>(
    `select seq, id, topic, thing, type, payload::text as payload, version, ${stampOf('recorded_at')} as recorded_at,
            province, edition, commune, request_id, incarnation, waiting
     from (
       select *, sum(size) over (order by seq) - size as before, count(*) over () as waiting
       from (select seq from outbox order by seq limit ${mostRows}) as waiting
       cross join lateral (
         select id, aggregatetype as topic, aggregateid as thing, type, payload, version, recorded_at,
                province, edition, commune, request_id, pg_column_size(payload) as size
         from event where event.seq = waiting.seq offset 0) as found) as sized
     left join log using (topic)
     where before < ${mostBytes}
     order by seq`,
  );
  const unknown = new Set<string>();
  const pending: Pending[] = [];
  for (const row of rows) {
    const contract = contracts.find(({ topic }) => topic === row.topic) ?? contractOfTopic(row.topic);
    if (contract === undefined) throw new Error(`Nobody has said what the events of ${row.topic} are.`);
    if (row.incarnation === null) unknown.add(row.topic);
    else pending.push(pendingOf(row, row.incarnation, contract));
  }
  const all = rows.length < mostRows && rows.length === Number(rows[0]?.waiting ?? 0);
  return { pending, unknown: [...unknown], all };
}

function pendingOf(row: Row, log: string, contract: ThingContract<unknown>): Pending {
  const [event] = row.type.split('.').slice(-2);
  const state = {
    id: row.thing,
    version: Number(row.version),
    recordedAt: row.recorded_at,
    province: row.province,
    edition: row.edition,
    commune: row.commune,
  };
  const origin = { eventId: row.id, requestId: row.request_id, log };
  return {
    seq: row.seq,
    log,
    record: {
      topic: row.topic,
      partition: partitionOf(row.thing),
      key: row.thing,
      value: row.payload,
      headers: eventHeaders(contract, event ?? row.type, state, origin),
      time: Date.parse(row.recorded_at),
    },
  };
}

/** Cuts what is pending into batches that a broker takes in one go, in the same order. */
export function batches(pending: readonly Pending[]): Pending[][] {
  const cut: Pending[][] = [];
  let current: Pending[] = [];
  let sizes = new Map<string, number>();
  for (const one of pending) {
    const { topic, partition, value } = one.record;
    const where = `${topic}|${partition}`;
    const size = Buffer.byteLength(value) + headersAtMost;
    if ((sizes.get(where) ?? 0) + size > largestBatch) {
      cut.push(current);
      current = [];
      sizes = new Map();
    }
    current.push(one);
    sizes.set(where, (sizes.get(where) ?? 0) + size);
  }
  if (current.length > 0) cut.push(current);
  return cut;
}

/**
 * Takes exactly these events off the outbox and remembers what the broker confirmed, in one statement. Events whose
 * topic got a new incarnation meanwhile stay: they are to be sent again.
 */
export async function confirm(
  client: SqlClient,
  sent: readonly Pending[],
  confirmed: readonly Confirmed[],
): Promise<void> {
  const logs = new Map(sent.map(({ record, log }) => [record.topic, log]));
  await client.query(
    `with same as (
       select log.topic from log join unnest($3::text[], $4::text[]) as sent (topic, incarnation) using (topic, incarnation)
       for share of log),
     taken as (
       delete from outbox using unnest($1::bigint[], $2::text[]) as sent (seq, topic)
       where outbox.seq = sent.seq and sent.topic in (select topic from same))
     insert into log_partition (topic, partition, last_offset)
     select * from unnest($5::text[], $6::integer[], $7::bigint[]) as confirmed (topic, partition, last_offset)
     where confirmed.topic in (select topic from same)
     on conflict (topic, partition) do update set last_offset = excluded.last_offset`,
    [
      plainArray(sent.map(({ seq }) => seq)),
      plainArray(sent.map(({ record }) => record.topic)),
      [...logs.keys()],
      [...logs.values()],
      confirmed.map(({ topic }) => topic),
      confirmed.map(({ partition }) => partition),
      confirmed.map(({ last }) => last),
    ],
  );
}
