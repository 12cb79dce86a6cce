import { steadyMap } from '../steady-map.ts';

/** Values under keys, bounded by bytes. */
interface Shelf<Value> {
  /** Looking at a value keeps it from being the next to go. */
  get(key: string): Value | undefined;
  /** Puts a value in the place of a former one. One that would take more than an eighth of the shelf is not taken. */
  put(key: string, value: Value, bytes: number): void;
  /** @returns whether it was there */
  remove(key: string): boolean;
  /** Looks at the next few places, from the oldest to the newest and round again, and takes off the values that are of no use. */
  sweep(useless: (value: Value) => boolean): void;
  /** What all that stands here takes, in bytes. */
  bytes(): number;
}

interface Place<Value> {
  readonly key: string;
  value: Value;
  bytes: number;
  /** Asked for since the hand passed by. */
  asked: boolean;
  newer: Place<Value> | undefined;
  older: Place<Value> | undefined;
}

/** What a place takes besides key and value, in bytes: estimated generously. */
const overhead = 512;

/** How many places a sweep looks at: with one sweep for each value put, it comes round faster than new ones are put before it. */
const looks = 2;

/**
 * A shelf that makes room by SIEVE (Zhang and others, NSDI 2024): a hand goes from the oldest to the newest, spares
 * what was asked for since it last passed by, and takes the first that was not. So thousands of things asked for once
 * do not push out what everybody asks for, and finding something costs no reordering.
 * @param limit in bytes, keys and values together
 */
export function openShelf<Value>(limit: number): Shelf<Value> {
  const places = steadyMap<Place<Value>>();
  let newest: Place<Value> | undefined;
  let oldest: Place<Value> | undefined;
  let hand: Place<Value> | undefined;
  let nextToSweep: Place<Value> | undefined;
  let bytes = 0;

  function takeOff(place: Place<Value>): void {
    if (hand === place) hand = place.newer;
    if (nextToSweep === place) nextToSweep = place.newer;
    if (place.newer) place.newer.older = place.older;
    else newest = place.older;
    if (place.older) place.older.newer = place.newer;
    else oldest = place.newer;
    places.delete(place.key);
    bytes -= place.bytes;
  }

  function makeRoom(): void {
    while (bytes > limit) {
      let place = hand ?? oldest;
      while (place?.asked) {
        place.asked = false;
        place = place.newer ?? oldest;
      }
      if (!place) return;
      hand = place;
      takeOff(place);
    }
  }

  return {
    get(key) {
      const place = places.get(key);
      if (place) place.asked = true;
      return place?.value;
    },
    put(key, value, size) {
      const taken = size + 2 * key.length + overhead;
      const former = places.get(key);
      if (taken > limit / 8) {
        if (former) takeOff(former);
        return;
      }
      if (former) {
        bytes += taken - former.bytes;
        former.value = value;
        former.bytes = taken;
      } else {
        const place: Place<Value> = {
          key,
          value,
          bytes: taken,
          asked: false,
          newer: undefined,
          older: newest,
        };
        if (newest) newest.newer = place;
        newest = place;
        oldest ??= place;
        places.set(key, place);
        bytes += taken;
      }
      makeRoom();
    },
    remove(key) {
      const place = places.get(key);
      if (place) takeOff(place);
      return place !== undefined;
    },
    sweep(useless) {
      for (let look = 0; look < looks; look++) {
        const place = nextToSweep ?? oldest;
        if (!place) return;
        nextToSweep = place.newer;
        if (useless(place.value)) takeOff(place);
      }
    },
    bytes: () => bytes,
  };
}
