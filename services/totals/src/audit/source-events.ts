import type { SqlClient } from '@awrach/messaging';

/** How many things are read at once. An agreement with all its revisions may have some hundred kilobytes. */
const page = 1_000;

/** The latest that a service told of one of its things. */
export interface SourceEvent {
  readonly thing: string;
  readonly version: number;
  /** Whether it was recorded after the boundary that was asked with. */
  readonly young: boolean;
  /** As its contract has it: events are checked when they are recorded. */
  readonly data: unknown;
}

interface Row extends Omit<SourceEvent, 'version'> {
  readonly version: string;
}

const asEvent = (row: Row): SourceEvent => ({ ...row, version: Number(row.version) });

/** The moment before which an event is no longer young, by the clock that stamps this source's events. */
export async function boundaryOf(sql: SqlClient, youngSeconds: number): Promise<string> {
  const { rows } = await sql.query<{ boundary: string }>(
    `select (clock_timestamp() - make_interval(secs => $1))::text as boundary`,
    [youngSeconds],
  );
  return rows[0]?.boundary ?? '';
}

/** The latest events of all things of a topic, in the order of their ids, some at a time: a page holds all things up to its last. */
export async function* latestEvents(
  sql: SqlClient,
  topic: string,
  boundary: string,
): AsyncGenerator<{
  readonly after: string | null;
  readonly last: string | null;
  readonly events: SourceEvent[];
}> {
  for (let after: string | null = null; ; ) {
    // `offset 0`: looked up one by one by their key, whatever the planner believes.
    const { rows }: { rows: Row[] } = await sql.query<Row>(
      `select latest.aggregateid as thing, latest.version, found.young, found.data
       from (
         select aggregateid, max(version) as version from event
         where aggregatetype = $1 and aggregateid > $2
         group by aggregateid order by aggregateid limit ${page}) as latest
       cross join lateral (
         select payload as data, recorded_at > $3::timestamptz as young from event
         where aggregatetype = $1 and aggregateid = latest.aggregateid and version = latest.version offset 0) as found
       order by latest.aggregateid`,
      [topic, after ?? '', boundary],
    );
    const last: string | null = rows.length < page ? null : (rows.at(-1)?.thing ?? null);
    yield { after, last, events: rows.map(asEvent) };
    if (last === null) return;
    after = last;
  }
}

/** The latest events of these things, by thing. */
export async function latestOf(
  sql: SqlClient,
  topic: string,
  things: readonly string[],
  boundary: string,
): Promise<Map<string, SourceEvent>> {
  if (things.length === 0) return new Map();
  const { rows } = await sql.query<Row>(
    `select wanted.thing, found.version, found.young, found.data
     from unnest($2::text[]) as wanted (thing)
     cross join lateral (
       select version, payload as data, recorded_at > $3::timestamptz as young from event
       where aggregatetype = $1 and aggregateid = wanted.thing order by version desc limit 1) as found`,
    [topic, things, boundary],
  );
  return new Map(rows.map((row) => [row.thing, asEvent(row)]));
}

/** What a source says about one version of a thing, and about the one that follows it. */
export interface Around {
  /** Undefined when the source has no such version. */
  readonly at: unknown;
  /** Whether the next version above was recorded after the boundary; false when there is none. */
  readonly nextYoung: boolean;
}

/** Of things by version; version 0 stands for none, so that its next is the first. By thing. */
export async function eventsAround(
  sql: SqlClient,
  topic: string,
  wanted: readonly { readonly thing: string; readonly version: number }[],
  boundary: string,
): Promise<Map<string, Around>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql.query<{ thing: string; at: unknown; young: boolean | null }>(
    `select wanted.thing, at.data as at, next.young
     from unnest($2::text[], $3::bigint[]) as wanted (thing, version)
     left join lateral (
       select payload as data from event
       where aggregatetype = $1 and aggregateid = wanted.thing and version = wanted.version offset 0) as at on true
     left join lateral (
       select recorded_at > $4::timestamptz as young from event
       where aggregatetype = $1 and aggregateid = wanted.thing and version > wanted.version
       order by version limit 1) as next on true`,
    [topic, wanted.map(({ thing }) => thing), wanted.map(({ version }) => version), boundary],
  );
  return new Map(
    rows.map(({ thing, at, young }) => [thing, { at: at ?? undefined, nextYoung: young ?? false }]),
  );
}
