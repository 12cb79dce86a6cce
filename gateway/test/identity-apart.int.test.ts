import { until } from '../../test/testkit/until.ts';
import { compose } from '../src/composition/compose.ts';
import { serviceNames, subgraphOf } from '../src/composition/subgraph.ts';
import { openGateway } from '../src/gateway.ts';
import { everyField } from './world/every-field.ts';
import { startIssuer } from './world/issuer.ts';
import { quiet, startSubgraph } from './world/subgraph.ts';
import { schemaOf, tellingWho } from './world/telling-who.ts';
import { manyMayWatch, tellHead } from './world/world.ts';

/*
 * The whole graph of Awrach, before services that answer every field with who asks. Whoever asks a gateway that keeps
 * answers must be told just what a gateway that keeps none tells them.
 */
test('nobody is told by a kept answer what another was told, whatever field of the graph they ask for', async () => {
  const issuer = await startIssuer();
  const graphs = serviceNames.map((name) => subgraphOf(name, schemaOf(name)));
  const composed = compose(graphs);
  if ('faults' in composed) throw new Error(composed.faults.join('\n'));
  const running = await Promise.all(
    graphs.map(async ({ name, typeDefs }) => ({
      name,
      ...(await startSubgraph({
        sdl: schemaOf(name as (typeof serviceNames)[number]),
        resolvers: [tellingWho(typeDefs)],
        identity: issuer.settings,
        beside: (door) =>
          tellHead(door, () => ({
            version: '1.7',
            completeTo: '2026-01-31T09:30:00.000000Z',
            head: 'a',
          })),
      })),
    })),
  );
  const open = (keptBytes: number) =>
    openGateway({
      supergraphSdl: composed.supergraphSdl,
      addresses: Object.fromEntries(running.map(({ name, url }) => [name, url])),
      identity: issuer.settings,
      corsOrigins: '',
      subgraphTimeoutMs: 10_000,
      receiptTimeoutMs: 500,
      keptBytes,
      liveLimits: manyMayWatch,
      host: '127.0.0.1',
      port: 0,
      log: quiet,
    });
  const [keeping, plain] = [await open(10_000_000), await open(0)];

  const bearer = async (role: string) => ({
    authorization: `Bearer ${await issuer.token({ role, province: '05.301' })}`,
  });
  const people = [{}, await bearer('province'), await bearer('ministry')];
  const ask = async (address: string, query: string, who: Record<string, string>) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'the-same-for-all', ...who },
      body: JSON.stringify({ query }),
    });
    return { body: await response.text(), found: response.headers.has('age') };
  };

  for (const heard of ['programme { totals { jobs } }', 'partners', 'worksites', 'envelopes'])
    await until(
      'an answer is found',
      () => ask(keeping.address, heard.includes('{') ? `{ ${heard} }` : `{ ${heard} { totalCount } }`, {}),
      ({ found }) => found,
    );
  const foundFor = [0, 0, 0];
  let different = 0;
  for (const [field, query] of everyField(composed.api)) {
    const truths = await Promise.all(people.map((who) => ask(plain.address, query, who)));
    if (new Set(truths.map(({ body }) => body)).size === people.length) different++;
    // Asked twice it is kept, the next time found.
    for (const i of [0, 0, 1, 0, 2]) {
      const told = await ask(keeping.address, query, people[i] ?? {});
      expect([field, told.body]).toEqual([field, truths[i]?.body]);
      if (told.found) foundFor[i] = (foundFor[i] ?? 0) + 1;
    }
  }
  // The services did tell everybody something else, and the gateway did keep what it told nobody in particular.
  expect(different).toBeGreaterThan(100);
  expect(foundFor[0]).toBeGreaterThan(200);
  expect(foundFor.slice(1)).toEqual([0, 0]);

  await Promise.all([keeping.close(), plain.close()]);
  await Promise.all(running.map(({ stop }) => stop()));
  issuer.stop();
}, 240_000);
