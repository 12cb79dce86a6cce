import { type SqlClient, stampOf } from '@awrach/messaging';
import { fromStored, type StoredContribution } from '../contribution/stored.ts';
import type { VersionName } from '../head/version.ts';
import type { DistinctMeasure, Measure } from '../measure/measure.ts';
import type { Told } from './thing.rules.ts';

/** How many members are read at once. */
const page = 5_000;

/** Begins to look at totals as they are at this moment, until `endMoment`. @returns the live version */
export async function beginMoment(totals: SqlClient): Promise<VersionName> {
  await totals.query('begin isolation level repeatable read read only');
  const { rows } = await totals.query<{ generation: number; n: string }>('select generation, n from head');
  const [row] = rows;
  if (!row) throw new Error('The totals have no head.');
  return { generation: row.generation, n: Number(row.n) };
}

export async function endMoment(totals: SqlClient): Promise<void> {
  await totals.query('rollback');
}

interface Row {
  readonly thing: string;
  readonly version: string;
  readonly recorded_at: string;
  readonly contribution: StoredContribution;
}

const asTold = ({ version, recorded_at, contribution }: Row): Told => ({
  version: Number(version),
  recordedAt: recorded_at,
  contribution: fromStored(contribution),
});

/**
 * What totals hold of the things of a topic whose ids lie after one and up to another, by thing. Ids are UUIDs in small
 * letters, which sort alike as text and as what they are.
 * @param after null: from the first; `last` null: to the last
 */
export async function heldBetween(
  totals: SqlClient,
  generation: number,
  topic: string,
  { after, last }: { readonly after: string | null; readonly last: string | null },
): Promise<Map<string, Told>> {
  const { rows } = await totals.query<Row>(
    `select distinct on (thing) thing, version, ${stampOf('recorded_at')} as recorded_at, contribution
     from contribution where generation = $1 and topic = $2
       ${after === null ? '' : 'and thing > $3::uuid'} ${last === null ? '' : `and thing <= $${after === null ? 3 : 4}::uuid`}
     order by thing desc, version desc`,
    [generation, topic, ...[after, last].filter((bound) => bound !== null)],
  );
  return new Map(rows.map((row) => [row.thing, asTold(row)]));
}

/** What totals hold now of these things, at least of these versions, by thing; what they do not hold yet is left out. */
export async function heldSince(
  totals: SqlClient,
  topic: string,
  wanted: readonly { readonly thing: string; readonly version: number }[],
): Promise<Map<string, Told>> {
  const { rows } = await totals.query<Row>(
    `select wanted.thing, found.version, ${stampOf('found.recorded_at')} as recorded_at, found.contribution
     from head, unnest($2::uuid[], $3::bigint[]) as wanted (thing, version)
     cross join lateral (
       select version, recorded_at, contribution from contribution
       where generation = head.generation and topic = $1 and thing = wanted.thing and version >= wanted.version
       order by version limit 1) as found`,
    [topic, wanted.map(({ thing }) => thing), wanted.map(({ version }) => version)],
  );
  return new Map(rows.map((row) => [row.thing, asTold(row)]));
}

/** All figures that are not zero. There are no more than measures, places and editions make. */
export async function heldCells(
  totals: SqlClient,
  generation: number,
): Promise<{ measure: Measure; place: string; edition: number; value: string }[]> {
  const { rows } = await totals.query<{ measure: Measure; place: string; edition: number; value: string }>(
    'select measure, place, edition, value from cell where generation = $1 and value <> 0',
    [generation],
  );
  return rows;
}

/** Of one member in one place: how many things name it. */
export interface HeldMember {
  readonly measure: DistinctMeasure;
  readonly place: string;
  readonly edition: number;
  readonly member: string;
  readonly live: number;
}

/** All members that something names, some at a time. */
export async function* heldMembers(totals: SqlClient, generation: number): AsyncGenerator<HeldMember[]> {
  let after = ['', '', 0, ''] as [string, string, number, string];
  for (;;) {
    const { rows }: { rows: HeldMember[] } = await totals.query<HeldMember>(
      `select measure, place, edition, member, live from member
       where generation = $1 and (measure, place, edition, member) > ($2, $3, $4, $5)
       order by measure, place, edition, member limit ${page}`,
      [generation, ...after],
    );
    yield rows.filter(({ live }) => live !== 0);
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = [last.measure, last.place, last.edition, last.member];
  }
}
