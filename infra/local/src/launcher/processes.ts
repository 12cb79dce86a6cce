import { join } from 'node:path';
import { clone } from '../places.ts';

/** What a process needs to know of the rest when it starts. */
export interface Facts {
  /** Of each service that was started before, by name. */
  addresses: Readonly<Record<string, string>>;
  databaseUrls: Readonly<Record<string, string>>;
  brokers: string;
  nationalIdKey: string;
  host: string;
  port: number;
}

/** One of our own processes. */
export interface ProcessPlan {
  name: string;
  /** The service that a subgraph is another instance of, whose database it shares; its own name where none is said. */
  service?: string;
  /** Subgraphs start together; the gateway after them, because it is told their addresses. */
  stage: 'subgraph' | 'gateway';
  /** Holds `dist/main.js` and `src/main.ts`. */
  folder: string;
  /** Variables that it alone gets. */
  environment(facts: Facts): Record<string, string>;
}

export const services = ['partner', 'worksite', 'employment', 'finance', 'totals'] as const;

/** An instance of a service; any number may run side by side, each with a name of its own. */
export const subgraph = (service: (typeof services)[number], name: string = service): ProcessPlan => ({
  name,
  service,
  stage: 'subgraph',
  folder: join(clone, 'services', service),
  environment: (facts) => ({
    SERVICE_HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: facts.databaseUrls[service] ?? '',
    KAFKA_BROKERS: facts.brokers,
    ...(service === 'employment' ? { NATIONAL_ID_KEY: facts.nationalIdKey } : {}),
  }),
});

export const gateway: ProcessPlan = {
  name: 'gateway',
  stage: 'gateway',
  folder: join(clone, 'gateway'),
  environment: (facts) => ({
    HOST: facts.host,
    PORT: String(facts.port),
    ...Object.fromEntries(
      Object.entries(facts.addresses).map(([name, address]) => [
        `${name.toUpperCase()}_URL`,
        `${address}/graphql`,
      ]),
    ),
  }),
};

/** The five subgraphs and the gateway. */
export const awrachProcesses: readonly ProcessPlan[] = [
  ...services.map((service) => subgraph(service)),
  gateway,
];
