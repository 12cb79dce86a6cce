import { type DocumentNode, Kind, parse, print } from 'graphql';
import type { Subgraph } from './subgraph.ts';
import { objectNodes } from './types.ts';
import { allowOf } from './who-may.ts';

/**
 * Composition drops a directive without a word when one subgraph does not compose it. So every use of `@allow`
 * is looked for in the supergraph, with the same roles.
 * @returns one sentence for each use that was lost or changed
 */
export function lostAllows(subgraphs: readonly Subgraph[], supergraphSdl: string): string[] {
  const kept = allowsIn(parse(supergraphSdl));
  const lost: string[] = [];
  for (const { name, typeDefs } of subgraphs) {
    for (const [field, rule] of allowsIn(typeDefs)) {
      if (kept.get(field) !== rule) {
        lost.push(
          `${field}: its @allow in ${name} did not reach the supergraph (there: ${kept.get(field) ?? 'none'}).`,
        );
      }
    }
  }
  return lost;
}

/** `Mutation.signAgreement` → its rule, as text that is the same for the same rule. */
function allowsIn(document: DocumentNode): Map<string, string> {
  const rules = new Map<string, string>();
  for (const type of objectNodes(document)) {
    for (const field of type.fields ?? []) {
      const rule = allowOf(field);
      if (!rule) continue;
      const said = (rule.arguments ?? [])
        .map((argument) =>
          argument.value.kind === Kind.LIST
            ? `${argument.name.value}: ${argument.value.values.map(print).sort().join(' ')}`
            : `${argument.name.value}: ${print(argument.value)}`,
        )
        .filter((argument) => argument !== 'within: NONE');
      rules.set(`${type.name.value}.${field.name.value}`, said.sort().join('; '));
    }
  }
  return rules;
}
