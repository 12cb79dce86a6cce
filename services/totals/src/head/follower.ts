import { PreparingClient, type SqlClient, sqlOf, type Transact } from '@awrach/messaging';
import { answersWithinMs, type Logger } from '@awrach/subgraph';
import { dropFormerGenerations } from '../generation/generation.store.ts';
import { deltasAfter, loadVersion, pruneDeltas, versionAfter } from './head.store.ts';
import { isBefore, nameOf, type Version } from './version.ts';

/** Where an instance tells the others that the head has moved. */
const channel = 'awrach_totals_head';

/** The longest between two looks at the head, when nobody tells of it. */
const lookEveryMs = 100;
const pruneEveryMs = 15_000;
const againAfterMs = 500;
/** A look longer ago than this says nothing of now. */
const currentMs = 400;

export interface Follower {
  /** This process has committed: look now, and tell the other instances. */
  moved(): void;
  /** Whether the database has told a moment ago that there is nothing newer than what was shown. */
  isCurrent(): boolean;
  stop(): Promise<void>;
}

/**
 * Follows the live head on a connection of its own, and hands on each version in order of n, or one loaded anew where the
 * deltas do not lead on. Goes on through any failure of the database until it is stopped; meanwhile the last version stands.
 */
export function followHead(options: {
  readonly databaseUrl: string;
  readonly onVersion: (version: Version) => void;
  readonly log: Logger;
}): Follower {
  const { onVersion, log } = options;
  const bell = doorbell();
  let stopped = false;
  let tell = false;
  let held: Version | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function follow(): Promise<void> {
    while (!stopped) {
      const client = new PreparingClient({
        connectionString: options.databaseUrl,
        application_name: 'awrach-totals-head',
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        answersWithinMs,
      });
      client.on('error', bell.ring);
      client.on('notification', bell.ring);
      try {
        await client.connect();
        await client.query(`listen ${channel}`);
        await watch(client, sqlOf(client));
      } catch (error) {
        if (!stopped) log.warn({ err: error }, 'Following the head failed; trying again.');
        await bell.rung(againAfterMs);
      } finally {
        await client.end().catch(() => undefined); // It failed before, or is at its end: nothing of it is used again.
      }
    }
  }

  async function watch(client: PreparingClient, sql: SqlClient): Promise<void> {
    let pruneAt = performance.now() + pruneEveryMs;
    while (!stopped) {
      if (tell) {
        tell = false;
        await client.query(`notify ${channel}`);
      }
      const moved = await lookOnce(sql);
      if (performance.now() > pruneAt) {
        await pruneDeltas(sql);
        await dropFormerGenerations(sql, transactOn(sql));
        pruneAt = performance.now() + pruneEveryMs;
      }
      if (!moved) await bell.rung(lookEveryMs);
    }
  }

  /** @returns whether there may be more at once */
  async function lookOnce(sql: SqlClient): Promise<boolean> {
    const began = performance.now();
    const following = held ? await deltasAfter(sql, held) : 'lost';
    if (!held || following === 'lost') return loadAnew(sql);
    const { deltas, head } = following;
    const last = { generation: held.generation, n: deltas.at(-1)?.n ?? held.n };
    if (nameOf(last) === nameOf(head)) lookedAt = began;
    for (const delta of deltas) show(versionAfter(held, delta));
    return deltas.length > 0;
  }

  async function loadAnew(sql: SqlClient): Promise<true> {
    const began = performance.now();
    const loaded = await loadVersion(sql);
    if (held && isBefore(loaded, held)) {
      throw new Error(
        `The database is at version ${nameOf(loaded)}, behind ${nameOf(held)} which was shown already.`,
      );
    }
    lookedAt = began;
    show(loaded);
    return true;
  }

  function show(version: Version): void {
    held = version;
    onVersion(version);
  }

  const running = follow();
  return {
    moved() {
      tell = true;
      bell.ring();
    },
    isCurrent: () => performance.now() - lookedAt < currentMs,
    async stop() {
      stopped = true;
      bell.ring();
      await running;
    },
  };
}

/** On the follower's one connection; where the rollback fails too, the connection is lost and thrown away. */
const transactOn =
  (sql: SqlClient): Transact<SqlClient> =>
  async (work) => {
    await sql.query('begin');
    try {
      const result = await work(sql);
      await sql.query('commit');
      return result;
    } catch (error) {
      await sql.query('rollback');
      throw error;
    }
  };

/** Lets a loop sleep until somebody rings; a ring while it is awake is not lost. */
function doorbell() {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rang = true;
      wake?.();
    },
    rung: (longestMs: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake?.(), rang ? 0 : longestMs);
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          rang = false;
          resolve();
        };
      }),
  };
}
