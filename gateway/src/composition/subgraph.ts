import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { subgraphSdl } from '@awrach/subgraph/gateway';
import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';

/** Every service of the graph; the supergraph is made of their schemas. */
export const serviceNames = ['partner', 'worksite', 'employment', 'finance', 'totals'] as const;

/** A service's schema as it is composed: what all share in front, its own after. */
export interface Subgraph {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/** @throws SchemaUnreadable with the place in the service's own file */
export function subgraphOf(name: string, ownSdl: string): Subgraph {
  try {
    // The service's text alone first, so that a line number is one of its own file.
    parse(new Source(ownSdl, `services/${name}/schema.graphql`));
    return { name, typeDefs: parse(subgraphSdl(ownSdl)) };
  } catch (error) {
    if (error instanceof GraphQLError) throw new SchemaUnreadable(error.toString());
    throw error;
  }
}

export class SchemaUnreadable extends Error {}

/**
 * Reads the schemas that there are.
 * @param root folder of the project
 * @returns the subgraphs, and the services whose schema does not exist
 */
export function readSubgraphs(root: string): { subgraphs: Subgraph[]; absent: string[] } {
  const subgraphs: Subgraph[] = [];
  const absent: string[] = [];
  for (const name of serviceNames) {
    const file = join(root, 'services', name, 'schema.graphql');
    if (existsSync(file)) subgraphs.push(subgraphOf(name, readFileSync(file, 'utf8')));
    else absent.push(name);
  }
  return { subgraphs, absent };
}
