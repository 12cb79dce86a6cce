import { limitsWrittenOut, type RequestLimits } from '@awrach/subgraph/gateway';
import {
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type Token,
  TokenKind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from './fragments.ts';

/** For the planner: the operation with its fragments written out, or the limit that it would then break. */
type Written = { readonly document: DocumentNode } | { readonly beyond: keyof RequestLimits };

/** Apollo hands on the same nodes for the same text, so each operation is written out once. */
const known = new WeakMap<OperationDefinitionNode, Written>();

export function forThePlanner(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Written {
  let written = known.get(operation);
  if (!written) {
    const { nested, tokens } = writtenOut(document, operation);
    if (nested > limitsWrittenOut.nested) written = { beyond: 'nested' };
    else if (tokens > limitsWrittenOut.tokens) written = { beyond: 'tokens' };
    else {
      const { added, document: flattened } = withoutFragments(schema, document, operation);
      written = tokens + added > limitsWrittenOut.tokens ? { beyond: 'tokens' } : { document: flattened };
    }
    known.set(operation, written);
  }
  return written;
}

/**
 * An operation without the fragments that it names: what they hold stands where they were named. The planner does the same,
 * but takes twice as long for each fragment that leads to another. `added`: tokens of conditions that stand at several fields
 * instead of once.
 */
function withoutFragments(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): { document: DocumentNode; added: number } {
  const fragments = fragmentsOf(document);
  const known = new Map<string, SelectionSetNode>();

  const inside = (fragment: FragmentDefinitionNode): SelectionSetNode => {
    const found = known.get(fragment.name.value) ?? without(fragment.selectionSet);
    known.set(fragment.name.value, found);
    return found;
  };

  const without = (selectionSet: SelectionSetNode): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.map((selection): SelectionNode => {
      if (selection.kind !== Kind.FRAGMENT_SPREAD)
        return selection.selectionSet
          ? { ...selection, selectionSet: without(selection.selectionSet) }
          : selection;
      const fragment = fragments.get(selection.name.value);
      if (!fragment) return selection;
      const { directives } = selection;
      const { typeCondition } = fragment;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition,
        ...(directives ? { directives } : {}),
        selectionSet: inside(fragment),
      };
    }),
  });

  const selectionSet = without(operation.selectionSet);
  return flat(schema, { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] });
}

/**
 * What is selected of the very type that it stands in stands there itself: always, or where several such parts have the same
 * conditions, each field with these. The planner would put the parts together, and the answer would have its fields in
 * another order than they were asked in. So does what asks of the graph itself, which the planner finds nowhere else.
 */
function flat(schema: GraphQLSchema, document: DocumentNode): { document: DocumentNode; added: number } {
  const types = new TypeInfo(schema);
  let added = 0;

  const handingDown = (part: InlineFragmentNode): readonly SelectionNode[] => {
    const { directives = [], selectionSet } = part;
    const taken = selectionSet.selections.flatMap((inner) => inner.directives ?? []);
    if (taken.some(({ name }) => directives.some((one) => one.name.value === name.value))) return [part];
    added += selectionSet.selections.length * directives.length * tokensOfCondition;
    return selectionSet.selections.map((inner) => ({
      ...inner,
      directives: [...(inner.directives ?? []), ...directives],
    }));
  };

  const flattened = visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(selectionSet) {
          const here = types.getParentType()?.name;
          const isOfThisType = (selection: SelectionNode): selection is InlineFragmentNode =>
            selection.kind === Kind.INLINE_FRAGMENT && (selection.typeCondition?.name.value ?? here) === here;
          const selections = selectionSet.selections.flatMap((selection) =>
            isOfThisType(selection) && !selection.directives?.length
              ? selection.selectionSet.selections
              : [selection],
          );
          const times = new Map<string, number>();
          for (const part of selections.filter(isOfThisType))
            times.set(conditionsOf(part), (times.get(conditionsOf(part)) ?? 0) + 1);
          return {
            ...selectionSet,
            selections: selections.flatMap((selection) =>
              isOfThisType(selection) &&
              ((times.get(conditionsOf(selection)) ?? 0) > 1 || asksOfTheGraph(selection))
                ? handingDown(selection)
                : [selection],
            ),
          };
        },
      },
    }),
  );
  return { document: flattened, added };
}

const asksOfTheGraph = ({ selectionSet }: InlineFragmentNode): boolean =>
  selectionSet.selections.some(
    (inner) =>
      inner.kind === Kind.FIELD && (inner.name.value === '__schema' || inner.name.value === '__type'),
  );

const conditionsOf = ({ directives = [] }: InlineFragmentNode): string => directives.map(print).join(' ');

/** `@include(if: $yes)`; `@skip` has as many. */
const tokensOfCondition = 8;

/**
 * How long and how deep an operation is with its fragments written out, which is what the planner goes through: a short
 * text can name one fragment a thousand times, or lead from each to the next. The document is valid, and knows its own text.
 */
function writtenOut(document: DocumentNode, operation: OperationDefinitionNode): RequestLimits {
  const fragments = fragmentsOf(document);
  const known = new Map<string, RequestLimits>();

  const ofFragment = (name: string): RequestLimits => {
    const before = known.get(name);
    if (before) return before;
    const fragment = fragments.get(name);
    const found = fragment ? withFragments(fragment) : { tokens: 0, nested: 0 };
    known.set(name, found);
    return found;
  };

  const withFragments = ({ loc }: ExecutableDefinitionNode): RequestLimits => {
    if (!loc) throw new Error('A document without locations cannot be measured.');
    let [tokens, nested, depth] = [0, 0, 0];
    let spreads = false;
    for (let token: Token | null = loc.startToken; token; token = token.next) {
      if (token.kind === TokenKind.COMMENT) continue;
      tokens++;
      if (opening.has(token.kind)) nested = Math.max(nested, ++depth);
      else if (closing.has(token.kind)) depth--;
      else if (spreads && token.kind === TokenKind.NAME && token.value !== 'on') {
        const fragment = ofFragment(token.value);
        tokens += fragment.tokens;
        nested = Math.max(nested, depth + fragment.nested);
      }
      spreads = token.kind === TokenKind.SPREAD;
      if (token === loc.endToken) break;
    }
    return { tokens, nested };
  };

  return withFragments(operation);
}

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
