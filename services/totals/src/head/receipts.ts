import type { SqlClient, Wanted } from '@awrach/messaging';
import { waitingRoom } from '@awrach/subgraph';
import type { KeptVersions } from './kept-versions.ts';
import type { VersionName } from './version.ts';

/** Finds the version from which on some writes are in the figures. */
export interface ReceiptDesk {
  /**
   * A version that holds all these writes: the newest at the moment when they were first found in the database. Writes
   * of topics that totals does not follow are taken to be held. It may not be in memory yet.
   * @throws RefusalError `receipt.timeout`, `receipt.too-many-waiting`
   */
  versionHolding(wanted: readonly Wanted[], waitMs: number): Promise<VersionName>;
}

/**
 * All who wait are looked for again after each new version: whatever brings what they wait for makes one. The versions of
 * things and the head's number are read in one statement, so the number holds them.
 */
export function receiptDesk(parts: {
  readonly sql: SqlClient;
  readonly versions: KeptVersions;
  readonly followed: ReadonlySet<string>;
  readonly onFault: (error: unknown) => void;
}): ReceiptDesk {
  const { sql, versions, followed, onFault } = parts;
  const room = waitingRoom({ look: (wanted) => heldOf(sql, wanted), onFault });
  versions.onHead(room.moved);
  return {
    async versionHolding(all, waitMs) {
      const wanted = all.filter(({ topic }) => followed.has(topic));
      return wanted.length === 0 ? versions.head() : room.held(wanted, waitMs);
    },
  };
}

async function heldOf(
  sql: SqlClient,
  wanted: readonly Wanted[],
): Promise<{ found: VersionName; held: Wanted[] }> {
  const { rows } = await sql.query<{
    generation: number;
    n: string;
    topic: string | null;
    thing: string;
    version: string;
  }>(
    `select head.generation, head.n, held.topic, held.thing, held.version
     from head left join lateral (
       select wanted.topic, wanted.thing, present.version
       from unnest($1::followed_topic[], $2::uuid[]) as wanted (topic, thing)
       cross join lateral (
         select version from contribution c
         where c.generation = head.generation and c.topic = wanted.topic and c.thing = wanted.thing
         order by version desc limit 1) as present) as held on true`,
    [wanted.map(({ topic }) => topic), wanted.map(({ thing }) => thing)],
  );
  const [first] = rows;
  if (!first) throw new Error('The totals have no head.');
  const held = rows.flatMap(({ topic, thing, version }): Wanted[] =>
    topic === null ? [] : [{ topic, thing, version: Number(version) }],
  );
  return { found: { generation: first.generation, n: Number(first.n) }, held };
}
