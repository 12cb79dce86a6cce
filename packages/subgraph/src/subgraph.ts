import type { Service, ThingContract } from '@awrach/contracts';
import type { Move, Received } from '@awrach/messaging';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { readConfig, subgraphVariables } from './config.ts';
import type { SubgraphContext } from './context.ts';
import { contextMaker } from './context-maker.ts';
import { type DatabaseSettings, openDatabase } from './database/database.ts';
import { forgetOldKeys } from './database/forget.ts';
import { type Resolvers, subgraphSchema } from './graph/schema.ts';
import { openDoor } from './http/door.ts';
import { serveGraphql } from './http/graphql.ts';
import { tokenVerifier } from './identity/tokens.ts';
import { type Logger, openLog } from './log.ts';
import { openMessaging } from './messaging.ts';
import { stopInOrder } from './process/lifetime.ts';
import { formatter } from './refusal/format.ts';
import type { Catalogue, Refusal } from './refusal/refusal.ts';
import type { Work } from './write/work.ts';

export type SubgraphConfig = ReturnType<typeof readConfig<typeof subgraphVariables>>;

/** What a service is made of. */
export interface Subgraph {
  readonly name: Service;
  readonly config: SubgraphConfig;
  /** The service's own SDL, without the shared part. */
  readonly sdl: string;
  readonly resolvers: readonly Resolvers[];
  readonly refusals: Catalogue;
  /** What the database refuses by its constraints, by their names. */
  readonly constraints?: Readonly<Record<string, Refusal>>;
  readonly entities: DatabaseSettings['entities'];
  readonly migrations: DatabaseSettings['migrations'];
  /** The things it tells of. */
  readonly tells: readonly ThingContract[];
  /** The things of others that it follows. */
  readonly follows: readonly ThingContract[];
  /** Takes in what others tell, in one transaction with the offsets: keeps its replicas, and reacts. */
  readonly apply?: (work: Work, batch: readonly Received[], reached: readonly Move[]) => Promise<void>;
  /** Whatever a service has beyond that: started when the database is open, before the door. */
  readonly extend?: (parts: OpenParts) => Promise<Extension>;
}

/** What an extension can build upon. */
export interface OpenParts {
  readonly database: DataSource;
  readonly door: FastifyInstance;
  readonly log: Logger;
  readonly metrics: Registry;
}

export interface Extension {
  /** Adds to each request's context. */
  readonly context?: (
    context: SubgraphContext,
    request: FastifyRequest,
  ) => Promise<SubgraphContext> | SubgraphContext;
  /** Hears after each commit of events taken in. */
  readonly moved?: () => void;
  /** What is still missing before requests can be served. */
  readonly missing?: () => readonly string[];
  readonly stop?: () => Promise<void>;
}

/** Largest body that a subgraph reads, in bytes: an agreement with hundreds of lines fits. */
const bodyLimit = 1_000_000;

/** Opens a subgraph and keeps it open until the process is told to stop. */
export async function startSubgraph(subgraph: Subgraph): Promise<void> {
  const { config, name } = subgraph;
  const log = openLog(name, config.LOG_LEVEL);
  const onStop = stopInOrder(log, config.PARENT_PIPE_FD);
  const metrics = new Registry();
  metrics.setDefaultLabels({ service: name });
  collectDefaultMetrics({ register: metrics });
  const words = formatter(subgraph.refusals, (error) => log.error({ err: error }, 'a field failed'));
  const schema = subgraphSchema(subgraph.sdl, subgraph.resolvers);

  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: `awrach-${name}`,
    entities: subgraph.entities,
    migrations: subgraph.migrations,
  });
  onStop(() => database.destroy());
  let caughtUp = false;
  const missing = () => [
    ...(caughtUp ? [] : ['what other services told before']),
    ...(extension.missing?.() ?? []),
  ];
  const door = openDoor({ log, formatter: words, metrics, missing, bodyLimit });
  const extension = (await subgraph.extend?.({ database, door, log, metrics })) ?? {};
  onStop(() => extension.stop?.());
  const messaging = await openMessaging(subgraph, { database, log, metrics, moved: extension.moved });
  onStop(messaging.stop);
  const apollo = await serveGraphql(door, {
    schema,
    formatter: words,
    log,
    context: contextMaker({
      database,
      messaging,
      constraints: subgraph.constraints ?? {},
      verify: tokenVerifier({
        issuer: config.OIDC_ISSUER,
        jwksUrl: config.OIDC_JWKS_URL,
        audience: config.OIDC_AUDIENCE,
      }),
      extend: extension.context,
    }),
  });
  onStop(() => apollo.stop());
  onStop(forgetOldKeys(database, log).stop);
  await messaging.ready();
  caughtUp = true;
  onStop(() => door.close());
  const address = await door.listen({ host: config.SERVICE_HOST, port: config.PORT });
  log.info({ address }, 'ready');
}
