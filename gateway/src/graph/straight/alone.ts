import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Reach } from './reach.ts';

/** A query that one subgraph answers by itself. */
interface Alone {
  readonly subgraph: string;
  readonly operation: OperationDefinitionNode;
}

/**
 * How much a document may select with its fragments written out. The planner has limits of its own against documents
 * that unfold without end; what comes near them is for it to refuse.
 */
const mostSelections = 20_000;

/**
 * Finds the subgraph that can answer a whole document, if it is one query, and one that needs no planner. The document
 * need not be valid: what is not known here is for others to refuse.
 */
export function aloneIn(reach: Reach, document: DocumentNode): Alone | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.QUERY) return undefined;
  if (operations.length + fragments.length !== document.definitions.length) return undefined;
  if (operation.directives?.length || operation.variableDefinitions?.some((one) => one.directives?.length))
    return undefined;
  const walk = new Walk(reach, fragments);
  const answering = walk.through(operation.selectionSet, 'Query');
  if (!answering || !walk.asksASubgraph) return undefined;
  const subgraph = reach.subgraphs.find((name) => answering.has(name));
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

  constructor(reach: Reach, fragments: readonly FragmentDefinitionNode[]) {
    this.reach = reach;
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** @returns the subgraphs that answer all of a selection of a type; undefined when none does */
  through({ selections }: SelectionSetNode, type: string): ReadonlySet<string> | undefined {
    let answering = this.reach.knowing(type);
    if (arePutTogether(selections)) return undefined;
    for (const selection of selections) {
      this.selections += 1;
      if (!answering || this.selections > mostSelections || !onlySkips(selection.directives))
        return undefined;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === '__typename') continue;
        this.asksASubgraph = true;
        const field = this.reach.field(type, selection.name.value);
        answering = field && both(answering, field.by);
        if (selection.selectionSet) {
          const inside = field && this.through(selection.selectionSet, field.type);
          answering = answering && inside && both(answering, inside);
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        // On another type than the one it stands in: an interface or a union, which the planner knows better.
        if (selection.typeCondition && selection.typeCondition.name.value !== type) return undefined;
        const inside = this.through(selection.selectionSet, type);
        answering = inside && both(answering, inside);
      } else {
        const inside = this.spread(selection.name.value, type);
        answering = inside && both(answering, inside);
      }
    }
    return answering?.size ? answering : undefined;
  }

  private spread(name: string, type: string): ReadonlySet<string> | undefined {
    const fragment = this.fragments.get(name);
    if (fragment?.typeCondition.name.value !== type || !onlySkips(fragment.directives)) return undefined;
    const known = this.walked.get(name);
    if (known === 'under way') return undefined;
    if (known) {
      this.selections += known.selections;
      return known.answering;
    }
    if (this.walked.has(name)) return undefined;
    this.walked.set(name, 'under way');
    const before = this.selections;
    const answering = this.through(fragment.selectionSet, type);
    this.walked.set(name, answering && { answering, selections: this.selections - before });
    return answering;
  }
}

interface Stretch {
  readonly answering: ReadonlySet<string>;
  readonly selections: number;
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
