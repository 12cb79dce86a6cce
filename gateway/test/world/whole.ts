import { compose } from '../../src/composition/compose.ts';
import { serviceNames, subgraphOf } from '../../src/composition/subgraph.ts';
import { openGateway } from '../../src/gateway.ts';
import { type Inventing, inventedResolvers, ownSdlOf, type ServiceName } from './invented.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { quiet, type RunningSubgraph, startSubgraph } from './subgraph.ts';
import { manyMayWatch } from './world.ts';

/** What came back over HTTP, as it came. */
export interface Returned {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The gateway before every service of the graph, of which each answers with invented values. */
export interface Whole {
  readonly supergraphSdl: string;
  readonly issuer: Issuer;
  readonly services: Readonly<Record<ServiceName, RunningSubgraph>>;
  post(body: object, headers?: Readonly<Record<string, string>>): Promise<Returned>;
  stop(): Promise<void>;
}

export async function startWhole(inventing: Inventing): Promise<Whole> {
  const issuer = await startIssuer();
  const started = await Promise.all(
    serviceNames.map(
      async (name): Promise<[ServiceName, RunningSubgraph]> => [
        name,
        await startSubgraph({
          sdl: ownSdlOf(name),
          resolvers: inventedResolvers(name, inventing),
          identity: issuer.settings,
          beside: (door) => {
            // Totals says its version when it is asked; whom nobody asks for it is none the worse for knowing.
            door.get('/version', () => ({ version: '1.7' }));
          },
        }),
      ],
    ),
  );
  const services = Object.fromEntries(started) as Record<
    ServiceName,
    RunningSubgraph
  >; /* one for each name */
  const composed = compose(serviceNames.map((name) => subgraphOf(name, ownSdlOf(name))));
  if ('faults' in composed) throw new Error(composed.faults.join('\n'));
  const gateway = await openGateway({
    supergraphSdl: composed.supergraphSdl,
    addresses: Object.fromEntries(started.map(([name, { url }]) => [name, url])),
    identity: issuer.settings,
    corsOrigins: '',
    subgraphTimeoutMs: 20_000,
    receiptTimeoutMs: 500,
    keptBytes: 0,
    liveLimits: manyMayWatch,
    host: '127.0.0.1',
    port: 0,
    log: quiet,
  });
  return {
    supergraphSdl: composed.supergraphSdl,
    issuer,
    services,
    async post(body, headers = {}) {
      const response = await fetch(`${gateway.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async stop() {
      await gateway.close();
      await Promise.allSettled(started.map(([, service]) => service.stop()));
      issuer.stop();
    },
  };
}
