import type { Move } from './apply.ts';
import type { Position } from './course.ts';
import type { Fetched } from './fetched.ts';
import { type Place, placeKey } from './positions.ts';

/** How far a reader may read, by partition; of one that is not named, nothing. */
export interface Ends {
  /** How many of these messages, from the first on, a reader at a position comes to before it comes to the end. */
  countBefore(place: Place, position: Position, messages: readonly Fetched[]): number;
  isAhead(place: Place, position: Position): boolean;
}

/** @param ends undefined: there are none, all may be read */
export function endsAt(ends: readonly Move[] | undefined): Ends {
  if (ends === undefined)
    return { countBefore: (_place, _position, messages) => messages.length, isAhead: () => true };
  const positions = new Map(ends.map((one) => [placeKey(one), one]));
  const endOf = (place: Place): Position => positions.get(placeKey(place)) ?? { log: null, next: 0 };
  return {
    countBefore(place, { log }, messages) {
      const end = endOf(place);
      let newest = log;
      const first = messages.findIndex((message) => {
        newest = newerOf(newest, message.log);
        return !isBefore({ log: newest, next: message.offset }, end);
      });
      return first < 0 ? messages.length : first;
    },
    isAhead: (place, position) => isBefore(position, endOf(place)),
  };
}

/** Incarnations rise: whoever stands in an older one, or in none yet, comes to the newer one later. */
export function isBefore(position: Position, end: Position): boolean {
  if (position.log === end.log) return position.next < end.next;
  return end.log !== null && (position.log === null || position.log < end.log);
}

const newerOf = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);
