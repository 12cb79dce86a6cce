import type { PublicAnswer } from './answer.ts';

/** A computation under way for a request that others have asked in the same bytes. */
export interface Flight {
  readonly key: string;
  /** The head's version when it began. Nobody who asked later, under another, waits for it: figures never go back. */
  readonly version: string;
  /** Told once: the answer, or undefined when it is none for everybody. */
  readonly waiting: ((answer: PublicAnswer | undefined) => void)[];
}

/** One computation for many equal requests at once. */
export interface Flights {
  /** The one under way for these bytes that began at this version. */
  under(key: string, version: string): Flight | undefined;
  begin(key: string, version: string): Flight;
  /** Ends it; ending it again does nothing. */
  end(flight: Flight, answer: PublicAnswer | undefined): void;
}

export function openFlights(): Flights {
  const flying = new Map<string, Flight>();
  return {
    under(key, version) {
      const flight = flying.get(key);
      return flight?.version === version ? flight : undefined;
    },
    begin(key, version) {
      const flight: Flight = { key, version, waiting: [] };
      flying.set(key, flight);
      return flight;
    },
    end(flight, answer) {
      if (flying.get(flight.key) === flight) flying.delete(flight.key);
      for (const tell of flight.waiting.splice(0)) tell(answer);
    },
  };
}
