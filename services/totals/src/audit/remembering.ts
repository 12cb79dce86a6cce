/**
 * Looks up many things at once and remembers the last of them, so that what many rest on is not read for each.
 * @param most how many are remembered
 */
export function remembering<Value>(
  most: number,
  lookUp: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): (ids: readonly string[]) => Promise<Map<string, Value>> {
  const remembered = new Map<string, Value>();
  return async (ids) => {
    const asked = [...new Set(ids)];
    const fresh = await lookUp(asked.filter((id) => !remembered.has(id)));
    const answer = new Map<string, Value>();
    for (const id of asked) {
      const value = remembered.get(id) ?? fresh.get(id);
      if (value !== undefined) answer.set(id, value);
    }
    // A map keeps the order in which keys came: the oldest are forgotten first.
    for (const [id, value] of fresh) remembered.set(id, value);
    for (const id of remembered.keys()) {
      if (remembered.size <= most) break;
      remembered.delete(id);
    }
    return answer;
  };
}
