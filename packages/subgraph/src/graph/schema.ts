import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { enforceAllow } from '../identity/allow.ts';
import { scalars } from './scalars.ts';
import { subgraphSdl } from './shared-sdl.ts';
import { territoryResolvers } from './territory.ts';

/** A service's resolvers: type name → field name → resolver. Each file gives some, they are joined field by field. */
// biome-ignore lint/suspicious/noExplicitAny: resolvers of many parents and arguments stand side by side in one map; each is typed where it is written
export type Resolvers = Readonly<Record<string, Readonly<Record<string, any>>>>;

/**
 * An executable subgraph: shared SDL and the service's own, territory answered, `@allow` enforced.
 * @throws Error when a mutation says nothing of who may call it
 */
export function subgraphSchema(ownSdl: string, resolvers: readonly Resolvers[]): GraphQLSchema {
  return enforceAllow(
    buildSubgraphSchema([
      {
        typeDefs: parse(subgraphSdl(ownSdl)),
        resolvers: joined([territoryResolvers, scalars, ...resolvers]),
      },
    ]),
  );
}

function joined(maps: readonly object[]): Record<string, never> {
  const all: Record<string, object> = {};
  for (const map of maps) {
    for (const [type, fields] of Object.entries(map)) {
      const own = Object.getPrototypeOf(fields) === Object.prototype;
      all[type] = own ? { ...all[type], ...fields } : fields;
    }
  }
  return all as Record<string, never>; /* Apollo's resolver map type is looser than what it takes */
}
