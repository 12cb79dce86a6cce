import { type DeadLetterState, deadLetters } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import type { Letter, ThingName } from './finding.ts';

export const nameOfThing = ({ topic, thing }: ThingName): string => `${topic}|${thing}`;

/** The dead letters of totals that tell of these things, by `nameOfThing`. Some messages did not say of what they told. */
export async function lettersOf(
  totals: SqlClient,
  things: readonly ThingName[],
): Promise<Map<string, Letter[]>> {
  if (things.length === 0) return new Map();
  const { rows } = await totals.query<{ letter: DeadLetterState }>(
    `select distinct on (aggregateid) payload as letter from event
     where aggregatetype = $1 and (payload -> 'origin' ->> 'topic', payload -> 'headers' ->> 'ce_subject') in (
       select * from unnest($2::text[], $3::text[]))
     order by aggregateid, version desc`,
    [deadLetters.totals.topic, things.map(({ topic }) => topic), things.map(({ thing }) => thing)],
  );
  const letters = new Map<string, Letter[]>();
  for (const { letter } of rows) {
    const { id, reason, detail, origin, headers } = letter;
    const name = nameOfThing({ topic: origin.topic, thing: headers.ce_subject ?? '' });
    const version = /^\d{1,15}$/.test(headers.ce_version ?? '') ? Number(headers.ce_version) : null;
    letters.set(name, [...(letters.get(name) ?? []), { id, reason, detail, version }]);
  }
  return letters;
}
