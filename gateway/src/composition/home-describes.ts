import { type DocumentNode, type ObjectTypeDefinitionNode, visit } from 'graphql';
import { homesOf } from './nullable.ts';
import type { Subgraph } from './subgraph.ts';
import { keysByType } from './types.ts';

/**
 * Of an entity that several subgraphs describe, composition keeps whichever description comes first. The one of its
 * home is meant: the others' are taken away, theirs and those of the keys by which they refer to it.
 */
export function homeDescribes(subgraphs: readonly Subgraph[]): Subgraph[] {
  const homes = homesOf(subgraphs);
  return subgraphs.map(({ name, typeDefs }) => {
    const keys = keysByType(typeDefs);
    const isGuest = (type: string) => homes.has(type) && homes.get(type) !== name;
    const described: DocumentNode = visit(typeDefs, {
      ObjectTypeDefinition(type): ObjectTypeDefinitionNode | undefined {
        if (!isGuest(type.name.value)) return undefined;
        const { description: _theirs, ...rest } = type;
        const fields = rest.fields?.map((field) => {
          if (!keys.get(type.name.value)?.has(field.name.value)) return field;
          const { description: _ofKey, ...bare } = field;
          return bare;
        });
        return fields ? { ...rest, fields } : rest;
      },
    });
    return { name, typeDefs: described };
  });
}
