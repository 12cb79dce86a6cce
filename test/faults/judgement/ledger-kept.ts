import { type Columns, homes, type Kind, type Ledger } from '../ledger/ledger.ts';
import type { World } from '../world/world.ts';
import type { Judgement } from './judgement.ts';

/** Every confirmed write is there, once, as it was confirmed; nothing else is. */
export const ledgerKept: Judgement = async (world, ledger) => {
  const kinds = Object.keys(homes) as Kind[]; // Object.keys forgets the type of the keys.
  const found: string[] = [];
  for (const kind of kinds) found.push(...(await thingsAsExpected(world, ledger, kind)));
  return [...found, ...(await keysRemembered(world, ledger))];
};

async function thingsAsExpected(world: World, ledger: Ledger, kind: Kind): Promise<string[]> {
  const expected = ledger.things[kind];
  const columns = [...new Set([...expected.values()].flatMap((one) => Object.keys(one)))];
  const texts = ['id', ...columns].map((column) => `${column}::text as ${column}`);
  const rows = await world.databases.rows<Columns>(homes[kind], `select ${texts.join()} from ${kind}`);
  const there = new Map(rows.map((row) => [row.id ?? '', row]));
  const dropped = await droppedThings(world, ledger, kind);
  const found: string[] = [];
  for (const [id, wanted] of expected) {
    const row = there.get(id);
    if (!row) {
      found.push(`${kind} ${id} was confirmed and is not there`);
      continue;
    }
    for (const [column, value] of Object.entries(wanted)) {
      if (row[column] !== value)
        found.push(`${kind} ${id}: ${column} is ${row[column]}, confirmed was ${value}`);
    }
  }
  for (const id of there.keys()) {
    if (!expected.has(id) && !dropped.has(id))
      found.push(`${kind} ${id} is there, and nobody was told that it was written`);
  }
  return found;
}

/** Things that were written though nobody was answered, by the keys that were never asked after. */
async function droppedThings({ databases }: World, ledger: Ledger, kind: Kind): Promise<Set<string>> {
  const keys = ledger.abandoned.filter((one) => one.kind === kind).map(({ key }) => key);
  if (keys.length === 0) return new Set();
  const rows = await databases.rows<{ thing: string }>(
    homes[kind],
    'select thing from idempotency where key = any($1)',
    [keys],
  );
  return new Set(rows.map(({ thing }) => thing));
}

/** Each key names its thing, and stands there once. */
async function keysRemembered({ databases }: World, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  for (const [service, writes] of Map.groupBy(ledger.confirmed, ({ service }) => service)) {
    const rows = await databases.rows<{ mutation: string; key: string; thing: string | null }>(
      service,
      'select mutation, key, thing from idempotency',
    );
    const remembered = new Map(rows.map((row) => [`${row.mutation} ${row.key}`, row.thing]));
    for (const { mutation, key, thing } of writes) {
      const named = remembered.get(`${mutation} ${key}`);
      if (named !== thing) found.push(`${mutation} "${key}" wrote ${thing}; its key names ${named}`);
    }
  }
  return found;
}
