/** A map of which entries come and go by the thousand a second, few of them there at once. */
interface RoomyMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
  /** @returns whether it was there */
  delete(key: string): boolean;
}

/** How many places are taken for good, by keys that are no texts. */
const taken = 1_000;

/**
 * V8 makes the table of a `Map` anew once its places are used up, by deleted entries too: that of a map with a few entries each time a few have
 * come and gone. A former table points to the next one. So once one has outlived the nursery, it keeps all that follow alive, with what they
 * held, until the whole heap is collected. A map that has many entries makes its table anew only after as many have come and gone.
 */
export function roomyMap<Value>(): RoomyMap<Value> {
  const map = new Map<string | number, Value | undefined>();
  for (let place = 0; place < taken; place++) map.set(place, undefined);
  return map;
}
