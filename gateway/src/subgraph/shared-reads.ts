import { steadyMap } from '../steady-map.ts';
import type { Answer } from './connection.ts';
import { isPlainData } from './plain-data.ts';

/**
 * Lets equal reads that are under way at the same time share one answer. Equal are those of the same text, asked with
 * the same headers: who asks, in which language, at which version. That is right only where an answer follows from
 * these, as it does for totals at a version; a register that is asked again may have changed meanwhile, perhaps by who
 * asks.
 */
export function sharedReads(): (
  json: string,
  headers: Readonly<Record<string, string>>,
  ask: () => Promise<Answer>,
) => Promise<Answer> {
  const underWay = steadyMap<Promise<Answer>>();

  return async (json, headers, ask) => {
    const key = keyOf(json, headers);
    const asked = underWay.get(key);
    if (asked) {
      const answer = await asked;
      // Errors name the request that they answer.
      return isPlainData(answer.bytes) ? answer : ask();
    }
    const asking = ask();
    underWay.set(key, asking);
    try {
      return await asking;
    } finally {
      underWay.delete(key);
    }
  };
}

/** Of the headers, all but the name of the request itself. */
function keyOf(json: string, { 'x-request-id': _, ...headers }: Readonly<Record<string, string>>): string {
  return JSON.stringify([headers, json]);
}
