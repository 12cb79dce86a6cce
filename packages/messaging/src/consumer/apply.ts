import type { Service } from '@awrach/contracts';
import { inOrderOfKeys } from '../in-order-of-keys.ts';
import type { SqlClient, Transact } from '../sql-client.ts';
import type { Course, Position } from './course.ts';
import { setAside } from './dead-letter.ts';
import { MessageFault, valueRefused } from './fault.ts';
import type { Fetched } from './fetched.ts';
import { movePositions, type Place, placeKey } from './positions.ts';
import { type Fault, isFault, type Received } from './received.ts';
import { isReplay, noteReplay, waitingAs } from './replayed.ts';

/** What one transaction does to one partition: from where the reader stands to where it goes on. */
export interface Step extends Place, Course {
  from: Position;
}

/** Where a partition now stands. */
export type Move = Place & Position;

export interface ApplyOptions<Tx extends SqlClient, Data> {
  transact: Transact<Tx>;
  service: Service;
  generation: number;
  apply(tx: Tx, batch: Received<Data>[], moves: readonly Move[], generation: number): Promise<void>;
  keepsVersions?: boolean;
  recorded?(tx: Tx): boolean;
}

export interface Applied {
  moves: Move[];
  /** Whether there is something new to send. */
  recorded: boolean;
  /** Partitions that somebody else has moved: this reader is not the one that reads them. */
  lost: Place[];
  applied: number;
  deadLetters: number;
}

/**
 * Applies these steps: effect and offsets in one transaction. A message at fault is set aside in the same transaction, and
 * found, where nobody names it, by halving: then it takes several transactions, each whole in itself.
 *
 * @throws whatever `apply` or the database throw, but no fault of a message: then nothing of the last transaction is kept.
 */
export async function applySteps<Tx extends SqlClient, Data>(
  options: ApplyOptions<Tx, Data>,
  steps: readonly Step[],
  done: (applied: Applied) => void,
  blamed: ReadonlyMap<Fetched, Fault> = new Map(),
): Promise<void> {
  let applied: Applied;
  try {
    applied = await options.transact((tx) => applyIn(tx, options, steps, blamed));
  } catch (error) {
    const fault = error instanceof MessageFault ? error : valueRefused(error);
    const suspects = steps.flatMap(({ take }) => take).filter((message) => !blamed.has(message));
    if (fault === null || suspects.length === 0) throw error;
    const guilty = guiltyOf(fault, suspects);
    if (guilty !== null) {
      const { reason, detail } = fault;
      return applySteps(options, steps, done, new Map(blamed).set(guilty, { reason, detail }));
    }
    for (const half of halves(steps)) await applySteps(options, half, done, blamed);
    return;
  }
  done(applied);
}

async function applyIn<Tx extends SqlClient, Data>(
  tx: Tx,
  { service, generation, apply, keepsVersions, recorded }: ApplyOptions<Tx, Data>,
  steps: readonly Step[],
  blamed: ReadonlyMap<Fetched, Fault>,
): Promise<Applied> {
  const moved = await movePositions(tx, generation, steps);
  const isOurs = (step: Step) => moved.has(placeKey(step));
  const ours = steps.filter(isOurs);
  const moves = ours.map(({ topic, partition, to }) => ({ topic, partition, ...to }));

  const batch: Received<Data>[] = [];
  const faults: [Fetched, Fault][] = [];
  const replays: Fetched[] = [];
  for (const { take } of ours) {
    for (const message of take) {
      const read = blamed.get(message) ?? message.read;
      if (isFault(read)) faults.push([message, read]);
      else {
        batch.push(read as Received<Data>); // What reading made of it is what this consumer was set to extract.
        if (isReplay(message)) replays.push(message);
      }
    }
  }
  if (!keepsVersions) await markFresh(tx, generation, batch);
  for (const [message, fault] of faults) {
    const waiting = isReplay(message) ? await waitingAs(tx, service, message) : null;
    const letter = waiting ?? (await setAside(tx, service, message, fault));
    if (isReplay(message)) await noteReplay(tx, service, message, letter);
  }
  let noted = false;
  for (const message of replays) if (await noteReplay(tx, service, message, null)) noted = true;
  // Last, so that what `apply` locks as its own last step is held no longer than it must.
  await apply(tx, batch, moves, generation);
  return {
    moves,
    recorded: faults.length > 0 || noted || (recorded?.(tx) ?? false),
    lost: steps.filter((step) => !isOurs(step)),
    applied: batch.length,
    deadLetters: faults.length,
  };
}

/** Notes the highest version of each thing as held, and marks those messages that brought it. */
async function markFresh(
  tx: SqlClient,
  generation: number,
  batch: readonly Received<unknown>[],
): Promise<void> {
  const highest = new Map<string, Received<unknown>>();
  for (const received of batch) {
    received.fresh = false; // It may have been tried before.
    const key = `${received.topic}|${received.thing}`;
    if (received.version > (highest.get(key)?.version ?? 0)) highest.set(key, received);
  }
  if (highest.size === 0) return;
  const sorted = inOrderOfKeys(highest);
  const { rows } = await tx.query<{ topic: string; thing: string }>(
    `insert into consumed_thing as held (generation, topic, thing, version)
     select $1, * from unnest($2::text[], $3::text[], $4::bigint[])
     on conflict (generation, topic, thing) do update set version = excluded.version
     where held.version < excluded.version
     returning topic, thing`,
    [generation, sorted.map((r) => r.topic), sorted.map((r) => r.thing), sorted.map((r) => r.version)],
  );
  for (const { topic, thing } of rows) {
    const received = highest.get(`${topic}|${thing}`);
    if (received !== undefined) received.fresh = true;
  }
}

/** The message that a fault names, or the only one there is. */
function guiltyOf({ blamed }: MessageFault, suspects: readonly Fetched[]): Fetched | null {
  if (suspects.length === 1) return suspects[0] ?? null;
  if (blamed === null) return null;
  const { topic, partition, offset } = blamed;
  return (
    suspects.find((one) => one.topic === topic && one.partition === partition && one.offset === offset) ??
    null
  );
}

/** Two parts that come to the same, one after the other. */
function halves(steps: readonly Step[]): Step[][] {
  const middle = Math.ceil(steps.length / 2);
  if (steps.length > 1) return [steps.slice(0, middle), steps.slice(middle)];
  return steps.flatMap((step) => {
    const half = Math.ceil(step.take.length / 2);
    const first = step.take.slice(0, half);
    const reached = { log: step.after.log, next: (first.at(-1)?.offset ?? step.from.next - 1) + 1 };
    return [
      [{ ...step, take: first, after: reached, to: reached, gap: false }],
      [{ ...step, from: reached, take: step.take.slice(half) }],
    ];
  });
}
