import { composeServices } from '@apollo/composition';
import type { GraphQLSchema } from 'graphql';
import { lostAllows } from './allow-kept.ts';
import { undescribed } from './described.ts';
import { homeDescribes } from './home-describes.ts';
import { unsoundKept } from './kept-sound.ts';
import { unbreakable } from './nullable.ts';
import { unrepeatable } from './repeatable.ts';
import type { Subgraph } from './subgraph.ts';
import { sayWhoMay } from './who-may.ts';

type Composition =
  | { readonly faults: readonly string[] }
  | {
      readonly supergraphSdl: string;
      /** The graph as clients see it. */
      readonly api: GraphQLSchema;
    };

/** Makes one graph of the subgraphs, and holds it to the rules of the house. */
export function compose(subgraphs: readonly Subgraph[]): Composition {
  const composed = composeServices(
    homeDescribes(subgraphs).map(({ name, typeDefs }) => ({
      name,
      // Never used: the gateway is told where each subgraph stands when it starts.
      url: `http://${name}.invalid/graphql`,
      typeDefs: sayWhoMay(typeDefs),
    })),
  );
  if (composed.errors) return { faults: composed.errors.map((error) => error.message) };

  const api = composed.schema.toAPISchema().toGraphQLJSSchema();
  const faults = [
    ...lostAllows(subgraphs, composed.supergraphSdl),
    ...unsoundKept(subgraphs, composed.supergraphSdl),
    ...undescribed(api).map((coordinate) => `${coordinate} has no description.`),
    ...unbreakable(subgraphs),
    ...unrepeatable(api),
  ];
  return faults.length > 0 ? { faults } : { supergraphSdl: composed.supergraphSdl, api };
}
