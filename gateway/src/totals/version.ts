/** A numbered state of the totals: `"3.1207"` is number 1207 of generation 3. */
interface Version {
  readonly generation: number;
  readonly number: number;
}

export function readVersion(text: string): Version | undefined {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(text);
  return match ? { generation: Number(match[1]), number: Number(match[2]) } : undefined;
}

/** Below zero when `a` is older than `b`. A higher generation is newer, whatever its number. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [readVersion(a), readVersion(b)];
  if (!first || !second) throw new Error(`not versions of the totals: ${a}, ${b}`);
  return first.generation - second.generation || first.number - second.number;
}
