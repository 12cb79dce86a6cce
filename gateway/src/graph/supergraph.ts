import './telemetry-off.ts';
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import type { Logger } from '@awrach/subgraph/gateway';
import { subgraphDataSource } from '../subgraph/data-source.ts';
import type { Source } from '../subgraph/source.ts';
import { plansMiB } from './stores.ts';

/** @throws Error that says what to do when there is no such file */
export function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`The supergraph cannot be read from ${file}. Make it: npm run compose`, { cause });
  }
}

/** The subgraphs that a supergraph was made of, by name. */
export function subgraphsOf(supergraphSdl: string): string[] {
  return [...supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)"/g)].map(([, name = '']) => name);
}

/**
 * How many ways of carrying an operation out the planner weighs, of those that it has found. Every subgraph answers territory, so each place that
 * leads to it has several, and an operation as many as all of these multiplied: Apollo weighs up to 10,000, which takes a short text ten seconds,
 * in which nobody else is answered. Of the others it drops those first that leave a subgraph most often. Of 600 operations by chance, with seven
 * fetches each, weighing 2,000 saved one fetch in a hundred.
 */
const mostPlans = 100;

/**
 * Apollo's gateway on a supergraph that composition has checked already.
 * @param sources where to fetch from, by the subgraph's name
 */
export function planningGateway(
  supergraphSdl: string,
  sources: ReadonlyMap<string, Source>,
  log: Logger,
): ApolloGateway {
  return new ApolloGateway({
    supergraphSdl,
    validateSupergraph: false,
    experimental_approximateQueryPlanStoreMiB: plansMiB,
    queryPlannerConfig: { debug: { maxEvaluatedPlans: mostPlans } },
    // Plans name subgraphs and their fields: nothing for clients.
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const source = sources.get(name);
      if (!source) throw new Error(`Nobody told the gateway where the subgraph ${name} answers`);
      return subgraphDataSource(name, source);
    },
    logger: {
      debug: (message: unknown) => log.debug(String(message)),
      info: (message: unknown) => log.debug(String(message)),
      warn: (message: unknown) => log.warn(String(message)),
      error: (message: unknown) => log.error(String(message)),
    },
  });
}
