import { type Logger, mostWaiting, type Refusal, refuseShared } from '@awrach/subgraph/gateway';
import { certainMs, openFeed } from '../heads/feed.ts';
import { jsonIn } from '../json.ts';
import { graphqlBody } from '../subgraph/body.ts';
import { type Answer, type Connection, connect, NoAnswer } from '../subgraph/connection.ts';
import { compareVersions, readVersion } from './version.ts';

/** How new the totals are: all that was recorded before `completeTo` is in `version`. */
export interface Head {
  readonly version: string;
  /** RFC 3339 with microseconds; null while totals cannot tell. */
  readonly completeTo: string | null;
}

/** The version that is asked for is refused: what a receipt names did not arrive in time, say. */
export class TotalsRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

export interface TotalsHead {
  /** The newest head. Totals is asked for it when nothing was heard of it for a moment. @throws NoAnswer */
  newest(): Promise<Head>;
  /**
   * The first or newest version that holds the given writes, never one older than known already.
   * @throws TotalsRefused when they did not arrive in time, or are no receipts, or when too many wait
   * @throws NoAnswer
   */
  including(receipts: readonly string[]): Promise<Head>;
  /**
   * The newest head while it is certain: totals was heard of within 500 ms.
   * @param now on the clock of `performance.now()`
   */
  certain(now: number): Head | undefined;
  /** Rises whenever the feed is opened: who answers from then on may be of another release than who answered before. */
  acquaintance(): number;
  /** Calls after each change of the version. @returns what ends that */
  follow(changed: () => void): () => void;
  /** Whether this version is newer than any that was heard of. */
  isBehind(version: string): boolean;
  /** Seconds since totals was last heard of. */
  silence(): number;
  stop(): void;
}

interface HeadSettings {
  /** Where totals takes GraphQL; what tells its versions stands at the same origin. */
  readonly url: string;
  /** For what does not wait. */
  readonly connection: Connection;
  readonly log: Logger;
  readonly receiptTimeoutMs: number;
}

/** Totals says something every 100 ms; what was not heard of for so long may be old. */
const believedMs = 1_000;

/** How long totals may take to say its head when it is asked; it has it in memory. */
const askedMs = 1_000;

/** What a request may take on top of the waiting that was asked for. */
const wayMs = 500;

/** Follows the totals' head, so that an operation learns its version without asking. */
export function followHead(settings: HeadSettings): TotalsHead {
  let known: Head | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  let acquaintance = 0;
  const followers = new Set<() => void>();

  const learn = (heard: Head): Head => {
    const before = known?.version;
    known = newer(known, heard);
    if (known.version !== before) for (const tell of followers) tell();
    return known;
  };
  const feed = openFeed({
    url: settings.url,
    of: 'totals',
    log: settings.log,
    heard(said) {
      const heard = headIn(said);
      if (!heard) return;
      heardAt = performance.now();
      learn(heard);
    },
    opened() {
      acquaintance++;
    },
  });

  // Totals answers when the writes have come. Whoever waits for that has connections of their own, one each.
  const timeout = settings.receiptTimeoutMs;
  const versionUrl = new URL('/version', settings.url).href;
  const waitingRoom = connect(versionUrl, timeout + wayMs, mostWaiting);
  let waiting = 0;

  async function wait(including: readonly string[]): Promise<Head> {
    if (waiting >= mostWaiting)
      throw new TotalsRefused(refuseShared('receipt.too-many-waiting', 'including'));
    waiting++;
    try {
      return headOf(await waitingRoom.post(JSON.stringify({ including, timeout }), {}));
    } finally {
      waiting--;
    }
  }

  const ask = async (): Promise<Head> => headOf(await settings.connection.get('/version', askedMs));

  function headOf(answer: Answer): Head {
    const version = versionIn(answer);
    if (version !== undefined) return learn({ version, completeTo: known?.completeTo ?? null });
    const refusal = refusalIn(graphqlBody(answer)?.errors?.[0]);
    if (refusal) throw new TotalsRefused(refusal);
    throw new NoAnswer(`totals answered ${answer.status} when asked for its version`);
  }

  return {
    newest: async () => (known && performance.now() - heardAt < believedMs ? known : await ask()),
    including: (receipts) => (receipts.length > 0 ? wait(receipts) : ask()),
    certain: (now) => (now - heardAt < certainMs ? known : undefined),
    acquaintance: () => acquaintance,
    follow(changed) {
      followers.add(changed);
      return () => void followers.delete(changed);
    },
    isBehind: (version) => !known || compareVersions(version, known.version) > 0,
    silence: () => (performance.now() - heardAt) / 1_000,
    stop() {
      feed.stop();
      waitingRoom.close();
    },
  };
}

/**
 * Both are true: the higher version, and the later of both moments. What is complete at some version is so at every
 * later one, and a generation replaces another only when it has all that the other had.
 */
export function newer(known: Head | undefined, heard: Head): Head {
  if (!known) return heard;
  const version = compareVersions(heard.version, known.version) > 0 ? heard.version : known.version;
  return { version, completeTo: later(known.completeTo, heard.completeTo) };
}

/** Moments of one form sort as text. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? b : a;
}

/** Of one form alone: it is compared as text, and becomes a header. */
const isMoment = (told: unknown): told is string =>
  typeof told === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(told);

function headIn(said: unknown): Head | undefined {
  if (typeof said !== 'object' || said === null || !('version' in said)) return undefined;
  const { version } = said;
  if (typeof version !== 'string' || !readVersion(version)) return undefined;
  const completeTo = 'completeTo' in said ? said.completeTo : null;
  return { version, completeTo: isMoment(completeTo) ? completeTo : null };
}

const versionIn = ({ status, body }: Answer): string | undefined =>
  status === 200 ? headIn(jsonIn(body))?.version : undefined;

/** Totals is asked in nobody's name, so it cannot know in which language its refusal is to be told, or by which id. */
function refusalIn(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null || !('extensions' in error)) return undefined;
  const { extensions } = error;
  if (typeof extensions !== 'object' || extensions === null || !('rule' in extensions)) return undefined;
  const field = 'field' in extensions ? extensions.field : undefined;
  return { refused: String(extensions.rule), ...(typeof field === 'string' ? { field } : {}) };
}
