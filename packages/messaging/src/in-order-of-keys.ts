/** The values of a map in the order of its keys. Who locks rows in this order never waits in a ring with others who do. */
export const inOrderOfKeys = <Value>(values: ReadonlyMap<string, Value>): Value[] =>
  [...values.keys()].sort().map((key) => values.get(key) as Value /* it is one of its keys */);
