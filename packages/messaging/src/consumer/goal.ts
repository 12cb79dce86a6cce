import type { Position } from './course.ts';
import { isBefore } from './ends.ts';

/**
 * What of a topic is to be applied before a process is ready: what lies below these offsets, by partition.
 *
 * `log` is the incarnation to which they belong; null while the topic is the one that was looked at first, of whose ends
 * Kafka does not say the incarnation.
 */
export interface Goal {
  readonly log: string | null;
  readonly ends: readonly number[];
}

/** Whether a reader that stands there has applied its part. A position in an older log says nothing about a newer one. */
export function isReached({ log, ends }: Goal, partition: number, position: Position): boolean {
  const next = ends[partition] ?? 0;
  if (next === 0) return true;
  return log === null ? position.next >= next : !isBefore(position, { log, next });
}

/** Whether a topic has lost records between two looks: no log ends lower than it did. */
export const endsLower = (now: readonly number[], before: readonly number[]): boolean =>
  before.some((end, partition) => (now[partition] ?? 0) < end);
