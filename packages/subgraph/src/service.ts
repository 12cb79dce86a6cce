import type { Service, ThingContract, ThingState } from '@awrach/contracts';
import type { ConsumerOptions, Move, Received, SqlClient } from '@awrach/messaging';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { readConfig, subgraphVariables } from './config.ts';
import type { ReadingContext, SubgraphContext } from './context.ts';
import type { DatabaseSettings } from './database/database.ts';
import type { Resolvers } from './graph/schema.ts';
import type { Logger } from './log.ts';
import type { Catalogue, Refusal } from './refusal/refusal.ts';
import type { Work } from './write/work.ts';

export type SubgraphConfig = ReturnType<typeof readConfig<typeof subgraphVariables>>;

/** What a service is made of; `Data` is what it extracts of others' events, all of it unless it says so. */
export interface Subgraph<Data = ThingState>
  extends Pick<ConsumerOptions<Work, Data>, 'extract' | 'keepsVersions' | 'mostAtOnce' | 'mostTransactions'> {
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
  readonly apply?: (
    work: Work,
    batch: readonly Received<Data>[],
    reached: readonly Move[],
    generation: number,
  ) => Promise<void>;
  /** Which generation `apply` is to work on, where a service rebuilds beside itself; `ConsumerOptions` says when it is asked. */
  readonly generation?: (client: SqlClient) => Promise<number>;
  /** Whether what it shows everybody follows from its own database alone: then it tells its head, and gateways keep that. */
  readonly register?: boolean;
  /** Whatever a service has beyond that: started when the database is open, before the door. */
  readonly extend?: (parts: OpenParts) => Promise<Extension>;
}

/** What a service says of itself; how it is configured is the process's matter. */
export type ServiceParts = Omit<Subgraph, 'config'>;

/** What an extension can build upon. */
export interface OpenParts {
  readonly database: DataSource;
  readonly door: FastifyInstance;
  readonly log: Logger;
  readonly metrics: Registry;
}

export interface Extension {
  /** Adds to each request's context, or takes away what the service cannot do. */
  readonly context?: (
    context: SubgraphContext,
    request: FastifyRequest,
  ) => Promise<ReadingContext> | ReadingContext;
  /** Hears after each commit of events taken in. */
  readonly moved?: () => void;
  /** What is still missing before requests can be served. */
  readonly missing?: () => readonly string[];
  readonly stop?: () => Promise<void>;
}
