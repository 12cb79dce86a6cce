import type { Fetched } from './fetched.ts';

/** How far a partition is applied: all below `next` of the incarnation `log` (null before any record named one). */
export interface Position {
  log: string | null;
  next: number;
}

/** What a run of messages means to a reader at a position. */
export interface Course {
  /** To be applied now. */
  take: Fetched[];
  /** Where the reader stands when these are applied. */
  after: Position;
  /** Where it goes on when all is done: elsewhere than `after` when a newer incarnation begins the partition anew. */
  to: Position;
  /** The next message is missing: it is to be fetched again. */
  gap: boolean;
}

/**
 * Reads a run of messages of one partition against the position. Pure.
 *
 * Incarnations rise. A message of a newer one means that the log was made or sent anew, and the offsets held mean nothing:
 * the partition begins again at 0. One of an older incarnation is what lay before it was sent anew: it is read like any
 * other. What lies below the position was applied; a message after a hole is not taken.
 *
 * @param overHole whether to go on over a hole at the position, because asking again did not fill it.
 */
export function courseOf(position: Position, messages: readonly Fetched[], overHole = false): Course {
  let after: Position = { ...position };
  const take: Fetched[] = [];
  for (const message of messages) {
    if (message.log !== null && (after.log === null || message.log > after.log)) {
      if (message.offset > 0) return { take, after, to: { log: message.log, next: 0 }, gap: false };
      // The beginning of the newer log is what we are looking at.
      after = { log: message.log, next: 0 };
    }
    if (message.offset < after.next) continue;
    const hole = message.offset > after.next;
    if (hole && !(overHole && take.length === 0)) return { take, after, to: after, gap: true };
    take.push(message);
    after = { log: after.log, next: message.offset + 1 };
  }
  return { take, after, to: after, gap: false };
}
