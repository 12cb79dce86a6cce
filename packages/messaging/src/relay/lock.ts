import type { SqlClient } from '../sql-client.ts';

/** 'awr' and 'rela' as numbers: the advisory lock that the active relay's session holds. Locks are per database. */
const lock = [0x617772, 0x72656c61] as const;

/** How long a holder may be silent before a standby ends its session. A frozen process keeps its locks. */
export const frozenAfterMs = 10_000;

/** Tries to become the active relay; the lock is the session's until that ends. */
export async function tryLock(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    ...lock,
  ]);
  return rows[0]?.held === true;
}

/** The holder says that it lives. */
export async function beat(client: SqlClient): Promise<void> {
  await client.query('update relay set holder = pg_backend_pid(), heartbeat = clock_timestamp()');
}

/** What a standby remembers of the holder. */
export interface Watch {
  seen: string;
  /** Of `performance.now()`: when `seen` was last new. */
  since: number;
}

/** What to remember for the next look, and the backend that was ended, if any. */
export interface Look {
  watch: Watch | null;
  ended: number | null;
}

/**
 * Looks at the holder, and ends its session when its heartbeat has not moved for `patienceMs` by this process's own
 * clock: so neither a wrong clock nor the heartbeat of an earlier holder ends a living one.
 */
export async function watchHolder(
  client: SqlClient,
  former: Watch | null,
  patienceMs: number,
): Promise<Look> {
  const { rows } = await client.query<{ pid: number; heartbeat: string | null }>(
    `select pid, (select heartbeat::text from relay) as heartbeat from pg_locks
     where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2 and granted
       and database = (select oid from pg_database where datname = current_database())`,
    [...lock],
  );
  const [holder] = rows;
  if (holder === undefined) return { watch: null, ended: null };
  const seen = `${holder.pid} ${holder.heartbeat}`;
  if (former?.seen !== seen) return { watch: { seen, since: performance.now() }, ended: null };
  if (performance.now() - former.since < patienceMs) return { watch: former, ended: null };
  await client.query('select pg_terminate_backend($1)', [holder.pid]);
  return { watch: null, ended: holder.pid };
}
