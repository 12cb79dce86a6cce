import type { Work } from '@awrach/subgraph';

/**
 * Holds envelopes for the rest of the transaction, whether they are open yet or not: an envelope that opens while an
 * agreement is refused for want of one must see that refusal, or the agreement would wait for ever. A row cannot be
 * locked before it is there, so the lock is on the id. They are taken in one order, so that nobody waits in a circle.
 */
export async function lockEnvelopes(work: Work, ids: readonly string[]): Promise<void> {
  await work.query(
    `select pg_advisory_xact_lock(key)
       from (select distinct hashtextextended('envelope ' || id, 0) as key from unnest($1::text[]) as id order by key) as wanted`,
    [[...ids]],
  );
}
