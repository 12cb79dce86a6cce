import { limitsWrittenOut } from '@awrach/subgraph/gateway';
import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.ts';
import type { Reach } from './reach.ts';

/** A query that one subgraph answers by itself. */
interface Alone {
  readonly subgraph: string;
  readonly operation: OperationDefinitionNode;
}

/**
 * How much a document may select with its fragments written out: with an alias and a sign or two each, about what the planner takes. What comes
 * near that is for it to refuse, so that what is refused does not depend on the way that a request takes.
 */
const mostSelections = limitsWrittenOut.tokens / 4;

/** Each is known by the whole way that leads to it: many of them deep inside would be long texts. */
const mostConditional = 100;

/**
 * Finds the subgraph that can answer a whole document, if it is one query, and one that needs no planner. The document
 * need not be valid: what is not known here is for others to refuse.
 */
export function aloneIn(reach: Reach, document: DocumentNode): Alone | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = fragmentsOf(document);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.QUERY) return undefined;
  if (operations.length + fragments.size !== document.definitions.length) return undefined;
  if (operation.directives?.length || operation.variableDefinitions?.some((one) => one.directives?.length))
    return undefined;
  const walk = new Walk(reach, fragments);
  const found = walk.through(operation.selectionSet, 'Query');
  if (!found || !walk.asksASubgraph) return undefined;
  const subgraph = reach.subgraphs.find((name) => found.answering.has(name));
  return subgraph === undefined ? undefined : { subgraph, operation };
}

class Walk {
  /** Whether anything but `__typename` of the root was selected. */
  asksASubgraph = false;
  private readonly reach: Reach;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What each fragment comes to; `under way` while it is walked through, which a circle of fragments would meet. */
  private readonly walked = new Map<string, Stretch | 'under way' | undefined>();
  private selections = 0;

  constructor(reach: Reach, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.reach = reach;
    this.fragments = fragments;
  }

  /** What a selection of a type comes to; undefined when no subgraph answers all of it. */
  through({ selections }: SelectionSetNode, type: string): Stretch | undefined {
    const before = this.selections;
    let answering = this.reach.knowing(type);
    const conditional: string[] = [];
    if (arePutTogether(selections)) return undefined;
    for (const selection of selections) {
      this.selections += 1;
      if (this.selections > mostSelections || conditional.length > mostConditional) return undefined;
      if (!answering || !onlySkips(selection.directives)) return undefined;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === '__typename') continue;
        this.asksASubgraph = true;
        const field = this.reach.field(type, selection.name.value);
        answering = field && both(answering, field.by);
        if (selection.selectionSet) {
          const inside = field && this.through(selection.selectionSet, field.type);
          answering = answering && inside && both(answering, inside.answering);
          const name = (selection.alias ?? selection.name).value;
          for (const part of inside?.conditional ?? []) conditional.push(`${name} ${part}`);
        }
      } else {
        const inside = this.part(selection, type);
        answering = inside && both(answering, inside.answering);
        const conditions = selection.directives?.map(print).sort().join(' ');
        if (conditions) conditional.push(conditions);
        for (const part of inside?.conditional ?? [])
          conditional.push(conditions ? `${conditions} ${part}` : part);
      }
    }
    if (!answering?.size || conditional.length > mostConditional) return undefined;
    if (new Set(conditional).size < conditional.length) return undefined;
    return { answering, conditional, selections: this.selections - before };
  }

  private part(selection: InlineFragmentNode | FragmentSpreadNode, type: string): Stretch | undefined {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.spread(selection.name.value, type);
    // On another type than the one it stands in: an interface or a union, which the planner knows better.
    if (selection.typeCondition && selection.typeCondition.name.value !== type) return undefined;
    return this.through(selection.selectionSet, type);
  }

  private spread(name: string, type: string): Stretch | undefined {
    const fragment = this.fragments.get(name);
    if (fragment?.typeCondition.name.value !== type || !onlySkips(fragment.directives)) return undefined;
    const known = this.walked.get(name);
    if (known === 'under way') return undefined;
    if (known) {
      this.selections += known.selections;
      return known;
    }
    if (this.walked.has(name)) return undefined;
    this.walked.set(name, 'under way');
    const found = this.through(fragment.selectionSet, type);
    this.walked.set(name, found);
    return found;
  }
}

interface Stretch {
  readonly answering: ReadonlySet<string>;
  readonly selections: number;
  /**
   * Of each part with conditions, these, after the fields and conditions that lead to it. Two alike come from different
   * fragments, and are put together once the fragments are written out.
   */
  readonly conditional: readonly string[];
}

/**
 * Whether a part stands in a selection more than once. GraphQL orders the fields of an answer as they are met; the
 * planner first puts such parts together, and answers in the order that comes of it.
 */
function arePutTogether(selections: readonly SelectionNode[]): boolean {
  const parts = selections.map(partOf).filter((part) => part !== undefined);
  return new Set(parts).size < parts.length;
}

function partOf(selection: SelectionNode): string | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return print({ ...selection, selectionSet: nothing });
  if (selection.kind === Kind.FRAGMENT_SPREAD) return selection.name.value;
  return selection.selectionSet && (selection.alias ?? selection.name).value;
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

const onlySkips = (directives: readonly DirectiveNode[] | undefined): boolean =>
  directives?.every(({ name }) => name.value === 'skip' || name.value === 'include') ?? true;

function both(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...some].filter((name) => others.has(name)));
}
