import type { SqlClient } from './sql-client.ts';

/** An outbox deeper than this is not counted any further. */
const mostCounted = 10_000;

interface Row {
  deep: boolean;
  head: string;
}

/**
 * A text that is another whenever anything was committed on which the answers of this service rest. One cheap statement, so
 * one snapshot. Commits need nothing for it: whoever writes adds to `outbox` in the same transaction, what takes rows off moves
 * `log_partition` on, and what applies others' events moves `consumed_offset` on. So a row that came and went between two looks
 * is seen as well, and one that commits after a later one. At rest, and while progress is told, the text stays the same.
 *
 * It tells nothing of what is written without an event: keys of requests, the audit, tables that an operator fills by hand.
 *
 * @returns undefined when more waits to be sent than is counted.
 */
export async function headOf(client: SqlClient): Promise<string | undefined> {
  const { rows } = await client.query<Row>(
    `select events > ${mostCounted} as deep,
            encode(sha256(convert_to(json_build_array(
              (select database from relay),
              events,
              seqs,
              (select json_agg(json_build_array(topic, incarnation, partition, last_offset) order by topic, partition)
               from log left join log_partition using (topic)),
              (select json_agg(json_build_array(generation, topic, partition, log, next_offset) order by generation, topic, partition)
               from consumed_offset))::text, 'UTF8')), 'base64') as head
     from (
       select count(*) as events, sum(seq) as seqs
       from (select seq from outbox limit ${mostCounted + 1}) as counted) as waiting`,
    [],
  );
  const [row] = rows;
  return row && !row.deep ? row.head : undefined;
}
