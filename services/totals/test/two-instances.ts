import { type FreshDatabase, freshDatabase } from '@awrach/local';
import { type Instance, startInstance } from './instance.ts';
import { openWorld, type World } from './world.ts';

/** Before the tests of a file, the services that totals follows, and two instances of it on one database. */
export function twoInstances(settings: { readonly receiptTimeoutMs?: number } = {}) {
  let world: World;
  let database: FreshDatabase;
  let first: Instance;
  let second: Instance;

  const start = () => startInstance({ databaseUrl: database.url, brokers: world.brokers, ...settings });

  beforeAll(async () => {
    world = await openWorld();
    database = await freshDatabase('totals');
    first = await start();
    second = await start();
  }, 120_000);

  afterAll(async () => {
    await first?.stop();
    await second?.stop();
    await database?.drop();
    await world?.[Symbol.asyncDispose]();
  });

  return {
    world: () => world,
    database: () => database,
    first: () => first,
    second: () => second,
    /** Another takes the place of the second, which has been stopped. */
    async restartSecond() {
      second = await start();
    },
  };
}
