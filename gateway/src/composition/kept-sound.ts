import { type DocumentNode, type FieldDefinitionNode, Kind, parse } from 'graphql';
import type { Subgraph } from './subgraph.ts';
import { objectNodes } from './types.ts';
import { allowOf } from './who-may.ts';

/** What a field says that it is kept by, or undefined when it says nothing. */
export function keptOf(field: FieldDefinitionNode): string | undefined {
  const by = field.directives
    ?.find(({ name }) => name.value === 'kept')
    ?.arguments?.find(({ name }) => name.value === 'by')?.value;
  return by?.kind === Kind.ENUM ? by.value : undefined;
}

/**
 * What is kept is given to everybody, so it must be nothing that somebody may not see; and what a service says must
 * reach the gateway as it says it, or one part would be kept by what does not change it.
 * @returns one sentence for each use of `@kept` that is not sound
 */
export function unsoundKept(subgraphs: readonly Subgraph[], supergraphSdl: string): string[] {
  const reached = keptIn(parse(supergraphSdl));
  return subgraphs.flatMap(({ name, typeDefs }) =>
    [...keptIn(typeDefs)].flatMap(([coordinate, { by, guarded }]) => {
      const there = reached.get(coordinate)?.by;
      return [
        ...(guarded
          ? [`${coordinate} in ${name} has @kept and @allow: what only some may see is not kept.`]
          : []),
        ...(coordinate.startsWith('Mutation.')
          ? [`${coordinate} in ${name} writes: it cannot be @kept.`]
          : []),
        ...(there === by ? [] : [`${coordinate}: @kept(by: ${by}) of ${name} became ${there ?? 'none'}.`]),
      ];
    }),
  );
}

function keptIn(document: DocumentNode): Map<string, { by: string; guarded: boolean }> {
  const kept = new Map<string, { by: string; guarded: boolean }>();
  for (const type of objectNodes(document)) {
    for (const field of type.fields ?? []) {
      const by = keptOf(field);
      if (by !== undefined)
        kept.set(`${type.name.value}.${field.name.value}`, { by, guarded: allowOf(field) !== undefined });
    }
  }
  return kept;
}
