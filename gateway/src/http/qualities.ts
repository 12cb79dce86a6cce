/** What a client accepts, in lower case, and how gladly, from 0 to 1: the parts of `Accept` or `Accept-Encoding` (RFC 9110, 12.4.2). */
export function qualitiesIn(header: string): ReadonlyMap<string, number> {
  const qualities = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const told = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = Number(/^q=(\d+(?:\.\d*)?)$/.exec(told ?? '')?.[1] ?? 1);
    qualities.set(name, Math.max(qualities.get(name) ?? 0, quality));
  }
  return qualities;
}
