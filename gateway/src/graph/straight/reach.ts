import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { innermost } from '../../composition/types.ts';

/** A field that at least one subgraph answers by itself. */
interface ReachedField {
  /** The subgraphs that do, by name. */
  readonly by: ReadonlySet<string>;
  /** The name of its type, bare of lists and non-nulls. */
  readonly type: string;
}

/** Which subgraph answers what, as composition wrote it into the supergraph. */
export interface Reach {
  /** Every subgraph, in the supergraph's order. */
  readonly subgraphs: readonly string[];
  /** The subgraphs that know a type; none when it is no object or only the planner understands it. */
  knowing(type: string): ReadonlySet<string> | undefined;
  /** Undefined when no subgraph answers it by itself, or only the planner understands how. */
  field(type: string, name: string): ReachedField | undefined;
}

/**
 * Reads the join directives of a supergraph. Only what they say plainly is taken: this subgraph answers this field.
 * Whatever needs more than that (`@requires`, `@override`, `@external`, interface objects, values that clients may
 * not see) is left out, and with it every operation that touches it: those are for the planner.
 */
export function reachOf(supergraph: DocumentNode): Reach {
  const graphs = graphNames(supergraph);
  const secretive = new Set(
    supergraph.definitions
      .filter((node): node is EnumTypeDefinitionNode => node.kind === Kind.ENUM_TYPE_DEFINITION)
      .filter(({ values }) => values?.some(({ directives }) => named(directives, 'inaccessible').length > 0))
      .map(({ name }) => name.value),
  );
  const types = new Map<string, ReachedType>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const reached = reachedType(node, graphs);
    if (!reached) continue;
    for (const field of node.fields ?? []) {
      const type = innermost(field.type).name;
      const by = answering(field, reached.knowing, graphs);
      if (by.size > 0 && !secretive.has(type)) reached.fields.set(field.name.value, { by, type });
    }
    types.set(node.name.value, reached);
  }
  return {
    subgraphs: [...graphs.values()],
    knowing: (type) => types.get(type)?.knowing,
    field: (type, name) => types.get(type)?.fields.get(name),
  };
}

interface ReachedType {
  readonly knowing: ReadonlySet<string>;
  readonly fields: Map<string, ReachedField>;
}

/** `enum join__Graph { PARTNER @join__graph(name: "partner", …) }`: the names behind the enum's values. */
function graphNames(supergraph: DocumentNode): Map<string, string> {
  const graphs = new Map<string, string>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const { name, directives } of node.values ?? []) {
      const told = named(directives, 'join__graph')[0]?.get('name');
      if (told?.kind === Kind.STRING) graphs.set(name.value, told.value);
    }
  }
  return graphs;
}

function reachedType(
  { directives }: ObjectTypeDefinitionNode,
  graphs: ReadonlyMap<string, string>,
): ReachedType | undefined {
  const joins = named(directives, 'join__type');
  if (joins.some((join) => isTrue(join.get('isInterfaceObject')))) return undefined;
  const knowing = new Set(joins.map((join) => graphOf(join, graphs)).filter((name) => name !== undefined));
  return { knowing, fields: new Map() };
}

/** A field that says nothing is answered by every subgraph that knows its type. */
function answering(
  { directives }: FieldDefinitionNode,
  knowing: ReadonlySet<string>,
  graphs: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const joins = named(directives, 'join__field');
  if (joins.length === 0) return knowing;
  if (joins.some((join) => join.has('overrideLabel') || join.has('contextArguments'))) return new Set();
  const plain = joins.filter((join) => join.size === 1);
  return new Set(plain.map((join) => graphOf(join, graphs)).filter((name) => name !== undefined));
}

type Arguments = ReadonlyMap<string, ConstValueNode>;

const named = (directives: readonly ConstDirectiveNode[] | undefined, name: string): Arguments[] =>
  (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given }) => new Map((given ?? []).map((one) => [one.name.value, one.value])));

function graphOf(join: Arguments, graphs: ReadonlyMap<string, string>): string | undefined {
  const graph = join.get('graph');
  return graph?.kind === Kind.ENUM ? graphs.get(graph.value) : undefined;
}

const isTrue = (value: ConstValueNode | undefined): boolean => value?.kind === Kind.BOOLEAN && value.value;
