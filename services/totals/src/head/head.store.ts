import type { Reached, SqlClient } from '@awrach/messaging';
import { offsetsOf } from '../generation/offsets.store.ts';
import { type Change, changed, emptyMatrix } from '../matrix/matrix.ts';
import { type Delta, fromStoredChange, type StoredChange } from './delta.ts';
import type { Version, VersionName } from './version.ts';

/** How many versions are read at once. */
const page = 500;

/**
 * The live head's figures, added up from all cells at one moment.
 * @param client a connection of its own, on which it opens a transaction; when this throws, the connection is to be thrown away
 */
export async function loadVersion(client: SqlClient): Promise<Version> {
  await client.query('begin isolation level repeatable read read only');
  const { generation, n } = await liveHead(client);
  const cells = await client.query<{
    measure: Change['measure'];
    place: string;
    edition: number;
    value: string;
  }>('select measure, place, edition, value from cell where generation = $1 and value <> 0', [generation]);
  const reached = await offsetsOf(client, generation);
  await client.query('commit');
  return {
    generation,
    n,
    matrix: changed(
      emptyMatrix,
      cells.rows.map(({ value, ...cell }) => ({ ...cell, amount: BigInt(value) })),
    ),
    reached,
  };
}

async function liveHead(client: SqlClient): Promise<VersionName> {
  const { rows } = await client.query<{ generation: number; n: string }>('select generation, n from head');
  const [row] = rows;
  if (!row) throw new Error('The totals have no head.');
  return { generation: row.generation, n: Number(row.n) };
}

/** What follows a version, and where the live head was then: further on, where a page was full or another generation is live. */
export interface Following {
  readonly deltas: readonly Delta[];
  readonly head: VersionName;
}

/**
 * What follows a version: its deltas in order, at most 500 of them. Those of its own generation come first, also when
 * another is live already: so every instance shows the last version of a generation before the first of the next.
 * @returns 'lost' when they do not lead on from it (they were let go, or it is the last of a former generation): load anew
 */
export async function deltasAfter(
  client: SqlClient,
  { generation, n }: VersionName,
): Promise<Following | 'lost'> {
  // One statement sees one moment: a head above what is held without its deltas means that they are gone.
  const { rows } = await client.query<{
    live: number;
    head: string;
    n: string | null;
    changes: StoredChange[] | null;
    reached: Reached[] | null;
  }>(
    `select head.generation as live, head.n as head, delta.n, delta.changes, delta.reached
     from head left join delta on delta.generation = $1 and delta.n > $2
     order by delta.n limit ${page}`,
    [generation, n],
  );
  const [first] = rows;
  if (!first) return 'lost';
  const head = { generation: first.live, n: Number(first.head) };
  if (first.n === null) return head.generation === generation && head.n === n ? { deltas: [], head } : 'lost';
  if (Number(first.n) !== n + 1) return 'lost';
  const deltas = rows.map(({ n, changes, reached }) => ({
    n: Number(n),
    changes: (changes ?? []).map(fromStoredChange),
    reached: reached ?? [],
  }));
  return { deltas, head };
}

/** The version that these changes make out of the one before. */
export function versionAfter(before: Version, { n, changes, reached }: Delta): Version {
  const offsets = new Map(before.reached.map((one) => [`${one.topic}|${one.partition}`, one]));
  for (const one of reached) offsets.set(`${one.topic}|${one.partition}`, one);
  return {
    generation: before.generation,
    n,
    matrix: changes.length === 0 ? before.matrix : changed(before.matrix, changes),
    reached: [...offsets.values()],
  };
}

/** Deltas are let go after this time: whoever has not read them by then loads all cells. */
const deltasKept = '2 minutes';

/** Lets go of old deltas; any instance may, at any time. */
export async function pruneDeltas(client: SqlClient): Promise<void> {
  await client.query(`delete from delta where numbered_at < clock_timestamp() - interval '${deltasKept}'`);
}
