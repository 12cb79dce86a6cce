import type { Log } from '../log.ts';
import type { Step } from './apply.ts';
import { courseOf, type Position } from './course.ts';
import type { Fetched } from './fetched.ts';
import type { Place } from './positions.ts';

/** One partition that this process reads, and where it stands there. */
export interface Reader extends Place {
  /** Null until loaded, and while somebody else reads the partition. */
  position: Position | null;
  /** The next offset that the broker will give out. */
  end: number;
  /** The position at which a message was missing, asked for again. */
  holeAt: number | null;
  /** It stands, or will soon stand, at the end up to which it may read. */
  atEnd: boolean;
  /** When messages last came, of `performance.now()`. */
  lastRun: number;
}

export const readerOf = ({ topic, partition }: Place): Reader => ({
  topic,
  partition,
  position: null,
  end: 0,
  holeAt: null,
  atEnd: false,
  lastRun: performance.now(),
});

/** What these messages mean to a reader at its position. A hole that asking again did not fill is said, and passed over. */
export function stepOf(
  { holeAt, partition, topic }: Reader,
  from: Position,
  messages: readonly Fetched[],
  log: Log,
): Step {
  const course = courseOf(from, messages, holeAt === from.next);
  const first = course.take[0];
  if (first !== undefined && first.offset > from.next) {
    log.error(
      { topic, partition, from: from.next, to: first.offset },
      'RECORDS ARE MISSING from this partition.',
    );
  }
  return { topic, partition, from, ...course };
}
