import { longestReceipt } from '@awrach/subgraph/gateway';
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What an operation is made of, as far as receipts can stand in it. */
interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

const receiptType = 'Receipt';

/**
 * Every receipt in an operation, found by its type wherever it stands: in literals, in variables, in input objects
 * and lists within them. What is not text, or longer than any receipt, is left out here: the subgraph that reads it refuses it with its place.
 */
export function receiptsIn(schema: GraphQLSchema, asked: Asked): string[] {
  const { document, operation, variables } = asked;
  return [
    ...new Set([
      ...receiptsInLiterals(schema, document),
      ...receiptsInVariables(schema, operation.variableDefinitions ?? [], variables),
    ]),
  ];
}

export function receiptsInVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Asked['variables'],
): Set<string> {
  const found = new Set<string>();
  for (const { variable, type } of definitions) {
    const known = typeFromAST(
      schema,
      type as NamedTypeNode,
    ); /* a type of any shape gives a type of that shape */
    if (isInputType(known)) gather(known, variables[variable.name.value], found);
  }
  return found;
}

/** The same document text is parsed once and asked again and again. */
const literalsOf = new WeakMap<DocumentNode, readonly string[]>();

export function receiptsInLiterals(schema: GraphQLSchema, document: DocumentNode): readonly string[] {
  const known = literalsOf.get(document);
  if (known) return known;
  const found: string[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.STRING](node) {
        const type = types.getInputType();
        if (type && getNamedType(type).name === receiptType && node.value.length <= longestReceipt)
          found.push(node.value);
      },
    }),
  );
  literalsOf.set(document, found);
  return found;
}

function gather(type: GraphQLInputType, value: unknown, found: Set<string>): void {
  if (value === null || value === undefined || !holdsReceipts(type)) return;
  const bare = getNullableType(type);
  if (isListType(bare)) {
    for (const item of Array.isArray(value) ? value : [value]) gather(bare.ofType, item, found);
  } else if (isInputObjectType(bare)) {
    if (typeof value !== 'object') return;
    for (const field of Object.values(bare.getFields())) {
      gather(
        field.type,
        (value as Record<string, unknown>)[field.name],
        found,
      ); /* an object, just looked at */
    }
  } else if (typeof value === 'string' && value.length <= longestReceipt) {
    found.add(value);
  }
}

const holding = new WeakMap<object, boolean>();

/** Whether a receipt can stand anywhere inside a type, so that the rest of a large input is not walked through. */
function holdsReceipts(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  const known = holding.get(named);
  if (known !== undefined) return known;
  const holds = reaches(named, new Set());
  holding.set(named, holds);
  return holds;
}

function reaches(named: GraphQLNamedInputType, seen: Set<object>): boolean {
  if (!isInputObjectType(named)) return named.name === receiptType;
  if (seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => reaches(getNamedType(field.type), seen));
}
