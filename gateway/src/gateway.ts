import {
  formatter,
  type Logger,
  openDoor,
  type TokenSettings,
  tokenVerifier,
} from '@awrach/subgraph/gateway';
import type { FastifyListenOptions } from 'fastify';
import { parse } from 'graphql';
import { serveGraph } from './graph/server.ts';
import { reachOf } from './graph/straight/reach.ts';
import { planningGateway, subgraphsOf } from './graph/supergraph.ts';
import { followRegister, type RegisterHead } from './heads/register.ts';
import { allowOrigins, originHeaders } from './http/cors.ts';
import { serveExplorer } from './http/explorer.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { watchReadiness } from './http/readiness.ts';
import { keepableBy, registersIn } from './kept/keepable.ts';
import { keepAnswers } from './kept/kept.ts';
import type { Limits } from './live/limits.ts';
import { gatewayMetrics } from './metrics.ts';
import { gatewayRefusals } from './refusals.ts';
import { type Connection, connect } from './subgraph/connection.ts';
import { subgraphSource } from './subgraph/source.ts';
import type { StandIn } from './subgraph/stand-in.ts';
import { followHead } from './totals/head.ts';

export interface GatewaySettings {
  readonly supergraphSdl: string;
  /** Where each subgraph takes GraphQL, by name. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly identity: TokenSettings;
  /** See {@link allowOrigins}. */
  readonly corsOrigins: string;
  readonly subgraphTimeoutMs: number;
  readonly receiptTimeoutMs: number;
  /** How much is kept of finished answers at most, in bytes; 0 keeps none. */
  readonly keptBytes: number;
  readonly liveLimits: Limits;
  readonly host: string;
  readonly port: number;
  /** Whether others, of this machine and user, may listen at the same port (SO_REUSEPORT). */
  readonly sharePort?: boolean;
  readonly log: Logger;
}

/** Largest request that is read, in bytes. */
const bodyLimit = 1_000_000;

/**
 * Opens the one public door of the graph.
 * @returns the address it listens on, and how to close it: answers under way are finished first
 * @throws Error when a subgraph of the supergraph has no address
 */
export async function openGateway(
  settings: GatewaySettings,
): Promise<{ address: string; close(): Promise<void> }> {
  const { addresses, log, supergraphSdl } = settings;
  const words = formatter(gatewayRefusals, (error) => log.error({ err: error }, 'an operation failed'));

  const supergraph = parse(supergraphSdl, { noLocation: true });
  const reach = reachOf(supergraph);
  const connections = new Map<string, Connection>();
  for (const name of subgraphsOf(supergraphSdl)) {
    connections.set(name, connect(addressOf(addresses, name), settings.subgraphTimeoutMs));
  }
  const totalsUrl = addressOf(addresses, 'totals');
  const totals = followHead({
    url: totalsUrl,
    connection: connections.get('totals') ?? connect(totalsUrl, settings.subgraphTimeoutMs),
    log,
    receiptTimeoutMs: settings.receiptTimeoutMs,
  });
  const registers = new Map<string, RegisterHead>();
  // A register looks at its database for those who follow it.
  for (const name of settings.keptBytes > 0 ? registersIn(supergraph, reach) : []) {
    registers.set(name, followRegister(name, addressOf(addresses, name), log));
  }
  const kept = keepAnswers({
    limit: settings.keptBytes,
    heads: { totals, registers },
    originHeaders: originHeaders(settings.corsOrigins),
  });
  const metrics = gatewayMetrics(totals.silence, kept);
  const readiness = watchReadiness(connections);

  const standIn = once(async () => (await import('./subgraph/stand-in.ts')).standIn(supergraphSdl, words));
  const sources = new Map(
    [...connections].map(([name, connection]) => [
      name,
      subgraphSource({ name, connection, formatter: words, standIn, fetched: metrics.fetched(name) }),
    ]),
  );

  const door = openDoor({
    log,
    formatter: words,
    metrics: metrics.registry,
    missing: readiness.missing,
    bodyLimit,
    before: kept.before,
  });
  kept.follow(door.server);
  door.addHook('preClose', async () => kept.stop());
  await allowOrigins(door, settings.corsOrigins);
  const graph = await serveGraph(door, {
    gateway: planningGateway(supergraphSdl, sources, log),
    reach,
    sources,
    totals,
    kept,
    keepable: keepableBy(supergraph, reach),
    liveLimits: settings.liveLimits,
    verify: tokenVerifier(settings.identity),
    formatter: words,
    log,
  });
  refuseOtherMethods(door, words);
  serveExplorer(door);
  const { host, port, sharePort = false } = settings;
  // Fastify hands on all of it to Node, and declares a part of that.
  const listening: FastifyListenOptions & { reusePort: boolean } = { host, port, reusePort: sharePort };
  const address = await door.listen(listening);

  return {
    address,
    async close() {
      await door.close();
      await graph.stop();
      readiness.stop();
      totals.stop();
      for (const register of registers.values()) register.stop();
      for (const connection of connections.values()) connection.close();
    },
  };
}

function addressOf(addresses: GatewaySettings['addresses'], name: string): string {
  const address = addresses[name];
  if (!address)
    throw new Error(`${name.toUpperCase()}_URL is missing: where does the subgraph ${name} answer?`);
  return address;
}

/** Asked for many times, made once. */
function once(make: () => Promise<StandIn>): () => Promise<StandIn> {
  let made: Promise<StandIn> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
