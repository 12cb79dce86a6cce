import { communesOf, provinces, provincesOf, regions } from '@awrach/territory';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { fragmentsOf } from './fragments.ts';

/** Fields that one answer may come to: about a second's work, and some ten times the largest page that anybody shows. */
export const mostFields = 100_000;

/** How long lists of territory are at the most, by the type that they stand in and what they list. */
const longest: Readonly<Record<string, number>> = {
  'Programme.Region': regions.length,
  'Programme.Province': provinces.length,
  'Region.Province': Math.max(...regions.map(({ code }) => provincesOf(code).length)),
  'Province.Commune': Math.max(...provinces.map(({ code }) => communesOf(code).length)),
};

/** Points of one series, at the most: a rule of totals (`series.too-long`). */
const points = 400;

/** Other lists are parts of one thing: an agreement's lines, a revision's parties. */
const usual = 10;

/** Of what the graph says of itself: fields of a type, arguments of a field, taken all together. */
const usualOfTypes = 3;

/** Of a connection without `first`, and the most that one gives. */
const [page, largestPage] = [50, 200];

/** The fields by which any operation can ask for the graph itself. */
const introspection: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

/** A valid operation, with what was sent along. */
interface Costing {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Left out, a page that a variable asks for counts as the largest that there is. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * How many fields the answer to an operation may have, by what lists hold at the most; `@skip` and `@include` change nothing in
 * it. Territory leads from regions to provinces and back again, so a short text can ask for an answer without end: what may
 * cost more than `mostFields` is refused before anything of it is fetched. Each fragment is looked at once.
 */
export function costOf(schema: GraphQLSchema, { document, operation, variables }: Costing): number {
  const fragments = fragmentsOf(document);
  const costs = new Map<string, number>();

  const costOfFragment = (name: string): number => {
    const known = costs.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (!fragment) return 0;
    const cost = within(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    costs.set(name, cost);
    return cost;
  };

  const costOfField = (field: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const { selectionSet } = field;
    if (!selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return 1;
    const type = introspection[field.name.value]?.type ?? parent.getFields()[field.name.value]?.type;
    if (!type) return 1;
    const named = getNamedType(type);
    return 1 + lengthOf(field, parent, type) * within(selectionSet, named);
  };

  const lengthOf = (field: FieldNode, parent: GraphQLNamedType, type: GraphQLOutputType): number => {
    const { name } = getNamedType(type);
    if (name.endsWith('Connection')) return pageOf(field, operation, variables);
    // The lists inside a connection are its page.
    if (!isListType(getNullableType(type)) || parent.name.endsWith('Connection')) return 1;
    if (name === 'SeriesPoint') return points;
    if (name === '__Type' && parent.name === '__Schema') return Object.keys(schema.getTypeMap()).length;
    if (parent.name.startsWith('__')) return usualOfTypes;
    return longest[`${parent.name}.${name}`] ?? usual;
  };

  const within = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): number => {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(selection, type);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += costOfFragment(selection.name.value);
      else {
        const condition = selection.typeCondition?.name.value;
        cost += within(selection.selectionSet, condition === undefined ? type : schema.getType(condition));
      }
    }
    return cost;
  };

  return within(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

/** How many a connection is asked for; as many as there may be where that cannot be told. */
function pageOf(
  field: FieldNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Costing['variables'],
): number {
  let first: ValueNode | undefined = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (first?.kind === Kind.VARIABLE) {
    const { value: name } = first.name;
    if (!variables) return largestPage;
    if (variables[name] !== undefined) return pageIn(variables[name] ?? page);
    first = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
  }
  if (!first || first.kind === Kind.NULL) return page;
  return first.kind === Kind.INT ? pageIn(Number(first.value)) : largestPage;
}

const pageIn = (asked: unknown): number =>
  typeof asked === 'number' && asked >= 0 && asked <= largestPage ? asked : largestPage;
