import { type DeadLetterState, deadLetters } from '@awrach/contracts';
import type { SqlClient } from '@awrach/messaging';
import type { Letter, ThingName } from './finding.ts';

/** The dead letters of totals that tell of these things, by `topic|thing`; of a message that did not say of what, none. */
export async function lettersOf(
  totals: SqlClient,
  things: readonly ThingName[],
): Promise<Map<string, Letter[]>> {
  if (things.length === 0) return new Map();
  const { rows } = await totals.query<{ letter: DeadLetterState }>(
    `select distinct on (aggregateid) payload as letter from event
     where aggregatetype = $1 and payload->'origin'->>'topic' = any ($2)
       and payload->'headers'->>'ce_subject' = any ($3)
     order by aggregateid, version desc`,
    [
      deadLetters.totals.topic,
      [...new Set(things.map(({ topic }) => topic))],
      [...new Set(things.map(({ thing }) => thing))],
    ],
  );
  const letters = new Map<string, Letter[]>();
  for (const { letter } of rows) {
    const { id, reason, detail, origin, headers } = letter;
    const key = `${origin.topic}|${headers.ce_subject}`;
    const version = headers.ce_version === undefined ? null : Number(headers.ce_version);
    letters.set(key, [...(letters.get(key) ?? []), { id, reason, detail, version }]);
  }
  return letters;
}
