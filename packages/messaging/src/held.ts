import type { Wanted } from './receipts.ts';
import type { SqlClient } from './sql-client.ts';

/** Those of these things that this service holds, in the version that it holds: of things whose topics it consumes. */
export async function heldOf(client: SqlClient, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const { rows } = await client.query<{ topic: string; thing: string; version: string }>(
    `select held.topic, held.thing, held.version
     from unnest($1::text[], $2::text[]) as wanted (topic, thing)
     join consumed_thing held on held.generation = 0 and held.topic = wanted.topic and held.thing = wanted.thing`,
    [wanted.map(({ topic }) => topic), wanted.map(({ thing }) => thing)],
  );
  return rows.map(({ topic, thing, version }) => ({ topic, thing, version: Number(version) }));
}
