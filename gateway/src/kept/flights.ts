import { steadyMap } from '../steady-map.ts';
import type { PublicAnswer } from './answer.ts';

/**
 * How a computation ended: with an answer for everybody, with one for who asked alone, or without one, because whoever
 * asked first went away.
 */
type Landing = PublicAnswer | 'for-one' | 'lost';

/** A computation under way for a request that others may ask in the same bytes. */
export interface Flight {
  readonly key: string;
  /** The heads' stamp when it began. Nobody who asked later, under another, waits for it: figures never go back. */
  readonly stamp: string;
  /** Each is told once. */
  readonly waiting: ((landing: Landing) => void)[];
}

/** One computation for many equal requests at once. */
interface Flights {
  /** The one under way for these bytes that began under the same heads. */
  under(key: string, stamp: string): Flight | undefined;
  begin(key: string, stamp: string): Flight;
  /** Ends it; ending it again does nothing. */
  end(flight: Flight, landing: Landing): void;
}

export function openFlights(): Flights {
  const flying = steadyMap<Flight>();
  return {
    under(key, stamp) {
      const flight = flying.get(key);
      return flight?.stamp === stamp ? flight : undefined;
    },
    begin(key, stamp) {
      const flight: Flight = { key, stamp, waiting: [] };
      flying.set(key, flight);
      return flight;
    },
    end(flight, landing) {
      if (flying.get(flight.key) === flight) flying.delete(flight.key);
      for (const tell of flight.waiting.splice(0)) tell(landing);
    },
  };
}
