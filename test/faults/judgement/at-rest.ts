import { thingContracts } from '@awrach/contracts';
import { follows } from '../world/followers.ts';
import type { Service } from '../world/instances.ts';
import { tellers } from '../world/tellers.ts';
import type { World } from '../world/world.ts';

const services: readonly Service[] = ['partner', 'worksite', 'employment', 'finance', 'totals'];
const sources = services.filter((service) => service !== 'totals');

/** By topic and thing, the newest version: as told by its source, or as held by one who follows. */
type Versions = Map<string, Map<string, number>>;

interface Row {
  readonly topic: string;
  readonly thing: string;
  readonly version: string;
}

function versionsIn(rows: readonly Row[]): Versions {
  const versions: Versions = new Map();
  for (const { topic, thing, version } of rows) {
    const things = versions.get(topic) ?? new Map<string, number>();
    versions.set(topic, things.set(thing, Number(version)));
  }
  return versions;
}

/**
 * What keeps the system from being at rest: what is not sent yet, who does not hold yet what was told, and who does not tell
 * yet what it holds.
 */
export async function unrest(world: World): Promise<string[]> {
  const found = [...(await unsent(world)), ...(await unheld(world))];
  return found.length > 0 ? found : untold(world);
}

async function unsent({ databases }: World): Promise<string[]> {
  const found: string[] = [];
  for (const service of services) {
    const [outbox] = await databases.rows<{ waiting: string }>(
      service,
      'select count(*) as waiting from outbox',
    );
    if (outbox?.waiting !== '0') found.push(`${service} has ${outbox?.waiting} events to send`);
  }
  return found;
}

async function unheld({ databases }: World): Promise<string[]> {
  const told: Versions = new Map();
  for (const service of sources) {
    const rows = await databases.rows<Row>(
      service,
      `select aggregatetype as topic, aggregateid as thing, max(version) as version from event
       where aggregatetype = any($1) group by 1, 2`,
      [thingContracts.map(({ topic }) => topic)],
    );
    for (const [topic, things] of versionsIn(rows)) told.set(topic, things);
  }
  const found: string[] = [];
  for (const service of services) {
    const held = versionsIn(
      await databases.rows<Row>(
        service,
        service === 'totals'
          ? `select topic, thing, max(version) as version from contribution
             where generation = (select generation from head) group by 1, 2`
          : 'select topic, thing, version from consumed_thing',
      ),
    );
    for (const topic of follows[service]) {
      const late = [...(told.get(topic) ?? [])].filter(
        ([thing, version]) => (held.get(topic)?.get(thing) ?? 0) < version,
      );
      const [first] = late;
      if (first) found.push(`${service} lacks ${late.length} of ${topic}, ${first[0]} v${first[1]} first`);
    }
  }
  return found;
}

/** Something of every service. */
const everything = `{
  programme { totals { freshness { version } } }
  partners { totalCount } worksites { totalCount } placements { totalCount } envelopes { totalCount }
}`;
const version = '{ programme { totals { freshness { version } } } }';

async function untold(world: World): Promise<string[]> {
  const { errors } = await world.awrach.as('auditor').answer(everything);
  const found = (errors ?? []).map(({ path }) => `the gateway does not answer ${path?.join('.')}`);
  const [head] = await world.databases.rows<{ version: string }>(
    'totals',
    "select generation || '.' || n as version from head",
  );
  for (const [name, teller] of tellers(world)) {
    type Told = { programme: { totals: { freshness: { version: string } } | null } };
    const { data } = await teller.answer<Told>(version);
    const told = data?.programme.totals?.freshness.version;
    if (told !== head?.version) found.push(`${name} tells version ${told} of ${head?.version}`);
  }
  return found;
}
