import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** The fields of each object type in a document, definitions and extensions together. */
export function fieldsByType(document: DocumentNode): Map<string, FieldDefinitionNode[]> {
  const types = new Map<string, FieldDefinitionNode[]>();
  for (const node of objectNodes(document)) {
    types.set(node.name.value, [...(types.get(node.name.value) ?? []), ...(node.fields ?? [])]);
  }
  return types;
}

/** The fields that identify each entity of a document: `Agreement` → `id`. */
export function keysByType(document: DocumentNode): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const node of objectNodes(document)) {
    for (const directive of node.directives ?? []) {
      const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value;
      if (directive.name.value !== 'key' || value?.kind !== Kind.STRING) continue;
      const known = keys.get(node.name.value) ?? new Set();
      for (const field of value.value.match(/\w+/g) ?? []) known.add(field);
      keys.set(node.name.value, known);
    }
  }
  return keys;
}

export const objectNodes = (document: DocumentNode): ObjectNode[] =>
  document.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );

/** The name at the bottom of a type, and whether a null there may stand: `[Agreement!]` → `Agreement`, no. */
export function innermost(type: TypeNode): { name: string; nullable: boolean } {
  if (type.kind === Kind.NAMED_TYPE) return { name: type.name.value, nullable: true };
  if (type.kind === Kind.LIST_TYPE) return innermost(type.type);
  return type.type.kind === Kind.NAMED_TYPE
    ? { name: type.type.name.value, nullable: false }
    : innermost(type.type);
}
