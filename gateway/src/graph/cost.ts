import { communesOf, provinces, provincesOf, regions } from '@awrach/territory';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Fields that one answer may come to: about a second's work, and some ten times the largest page that anybody shows. */
export const mostFields = 100_000;

/** How long lists of territory are at the most, by the type that they stand in and what they list. */
const longest: Readonly<Record<string, number>> = {
  'Programme.Region': regions.length,
  'Programme.Province': provinces.length,
  'Region.Province': Math.max(...regions.map(({ code }) => provincesOf(code).length)),
  'Province.Commune': Math.max(...provinces.map(({ code }) => communesOf(code).length)),
};

/** Other lists are parts of one thing: an agreement's lines, a revision's parties. */
const usual = 10;

/** Of a connection without `first`, and the most that one gives. */
const [page, largestPage] = [50, 200];

/** A valid operation, with what was sent along. */
export interface Costing {
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
  const fragments = new Map<string, number>();

  const costOfFragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    const fragment = document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return 0;
    const cost = within(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    fragments.set(name, cost);
    return cost;
  };

  const costOfField = (field: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const { selectionSet } = field;
    if (!selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return 1;
    const type = parent.getFields()[field.name.value]?.type;
    if (!type) return 1; // Introspection; how deep it may go is a rule of graphql-js.
    const named = getNamedType(type);
    const isList = isListType(getNullableType(type));
    const times = named.name.endsWith('Connection')
      ? pageOf(field, variables)
      : // The lists inside a connection are its page.
        isList && !parent.name.endsWith('Connection')
        ? (longest[`${parent.name}.${named.name}`] ?? usual)
        : 1;
    return 1 + times * within(selectionSet, named);
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

/** How many a connection is asked for. */
function pageOf(field: FieldNode, variables: Costing['variables']): number {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!first || first.kind === Kind.NULL) return page;
  const asked =
    first.kind === Kind.INT
      ? Number(first.value)
      : first.kind === Kind.VARIABLE
        ? variables && (variables[first.name.value] ?? page)
        : largestPage;
  return typeof asked === 'number' && asked >= 0 && asked <= largestPage ? asked : largestPage;
}
