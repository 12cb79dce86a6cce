import { homes, type Kind } from '../ledger/ledger.ts';
import type { Judgement } from './judgement.ts';

/** What a write leaves must be there together: row, event, audit entry, key. Each statement finds what stands alone. */
const halves: Readonly<Record<string, string>> = {
  'a key without what it was kept for': `
    select mutation || ' ' || key as what from idempotency where thing is null or receipt is null`,
  'a key whose thing was never told': `
    select mutation || ' ' || key as what from idempotency
    where not exists (select from event where aggregateid = thing::text)`,
  'an audit entry without its event': `
    select topic || ' ' || thing || ' v' || version as what from audit
    where not exists (
      select from event where aggregatetype = audit.topic and aggregateid = audit.thing::text and event.version = audit.version)`,
  'an event that waits and was never recorded': `
    select seq::text as what from outbox where not exists (select from event where event.seq = outbox.seq)`,
  'a thing of which a version was never told': `
    select aggregatetype || ' ' || aggregateid as what from event group by aggregatetype, aggregateid
    having count(*) <> max(version)`,
};

/** A thing's row says what its last event said. */
const rowAndEvent = (kind: Kind) => `
  select '${kind} ' || id as what from ${kind}
  where not exists (
    select from (
      select version, recorded_at from event
      where aggregatetype = 'awrach.${homes[kind]}.${kind}' and aggregateid = ${kind}.id::text
      order by version desc limit 1) as told
    where told.version = ${kind}.version and told.recorded_at = ${kind}.recorded_at)`;

/** No half of a write is anywhere, confirmed or not. */
export const nothingByHalves: Judgement = async ({ databases }) => {
  const kinds = Object.keys(homes) as Kind[]; // Object.keys forgets the type of the keys.
  const found: string[] = [];
  for (const service of new Set(Object.values(homes))) {
    const own = kinds.filter((kind) => homes[kind] === service);
    const statements = [
      ...Object.entries(halves),
      ...own.map((kind) => ['a row and its event that differ', rowAndEvent(kind)] as const),
    ];
    for (const [title, statement] of statements) {
      for (const { what } of await databases.rows<{ what: string }>(service, statement))
        found.push(`${service} has ${title}: ${what}`);
    }
  }
  return found;
};
