import type { SqlClient, Wanted } from '@awrach/messaging';
import type { KeptVersions } from './kept-versions.ts';
import type { VersionName } from './version.ts';

/** Finds the version from which on some writes are in the figures. */
export interface ReceiptDesk {
  /**
   * A version that holds all these writes: the newest at the moment when they were first found in the database. Writes
   * of topics that totals does not follow are taken to be held. It may not be in memory yet.
   * @returns undefined when they have not arrived in time
   */
  versionHolding(wanted: readonly Wanted[], waitMs: number): Promise<VersionName | undefined>;
}

interface Waiting {
  readonly wanted: readonly Wanted[];
  readonly found: (version: VersionName) => void;
}

/**
 * One query at a time asks for all who wait, and again after each new version: whatever brings what they wait for
 * makes one. The versions of things and the head's number are read in one statement, so the number holds them.
 */
export function receiptDesk(parts: {
  readonly sql: SqlClient;
  readonly versions: KeptVersions;
  readonly followed: ReadonlySet<string>;
  readonly onFault: (error: unknown) => void;
}): ReceiptDesk {
  const { sql, versions, followed, onFault } = parts;
  const waiting = new Set<Waiting>();
  let looking = false;
  let again = false;

  function look(): void {
    again = true;
    if (!looking) lookForAll().catch(onFault);
  }

  async function lookForAll(): Promise<void> {
    looking = true;
    try {
      while (again && waiting.size > 0) {
        again = false;
        const asking = [...waiting];
        const { head, held } = await heldOf(
          sql,
          asking.flatMap(({ wanted }) => wanted),
        );
        const isHeld = ({ topic, thing, version }: Wanted) => (held.get(`${topic}|${thing}`) ?? 0) >= version;
        for (const { wanted, found } of asking) if (wanted.every(isHeld)) found(head);
      }
    } finally {
      looking = false;
    }
  }

  versions.onHead(look);

  return {
    async versionHolding(all, waitMs) {
      const wanted = all.filter(({ topic }) => followed.has(topic));
      if (wanted.length === 0) return versions.head();
      const { promise, resolve } = Promise.withResolvers<VersionName | undefined>();
      const one: Waiting = { wanted, found: resolve };
      const timer = setTimeout(() => resolve(undefined), waitMs);
      waiting.add(one);
      look();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(one);
      }
    },
  };
}

async function heldOf(
  sql: SqlClient,
  wanted: readonly Wanted[],
): Promise<{ head: VersionName; held: ReadonlyMap<string, number> }> {
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
  const held = rows.flatMap(({ topic, thing, version }): [string, number][] =>
    topic === null ? [] : [[`${topic}|${thing}`, Number(version)]],
  );
  return { head: { generation: first.generation, n: Number(first.n) }, held: new Map(held) };
}
