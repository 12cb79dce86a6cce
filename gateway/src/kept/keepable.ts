import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { keptOf } from '../composition/kept-sound.ts';
import { objectNodes } from '../composition/types.ts';
import { allowOf } from '../composition/who-may.ts';
import { fragmentsOf } from '../graph/fragments.ts';
import type { Reach } from '../graph/straight/reach.ts';

/** What changes a field: see `@kept` in the shared SDL. */
const kinds = ['TERRITORY', 'TOTALS', 'COMPLETE_TO', 'REGISTER'] as const;
type KeptBy = (typeof kinds)[number];

/** What changes an answer; of one about territory alone, only another release. */
export interface RestsOn {
  /** How it moves with the totals; undefined when it does not. */
  readonly totals: 'TOTALS' | 'COMPLETE_TO' | undefined;
  /** The subgraphs of whose registers it tells. */
  readonly registers: ReadonlySet<string>;
}

/** What the answer of a document rests on, or undefined when it is none to be kept. */
export type Keepable = (document: DocumentNode) => RestsOn | undefined;

/**
 * Tells documents that may be kept: queries of which every field says `@kept`. A field that says nothing, one with
 * `@allow`, introspection, and anything but a query is not kept.
 */
export function keepableBy(supergraph: DocumentNode, reach: Reach): Keepable {
  const fields = keptFields(supergraph);
  const known = new WeakMap<DocumentNode, RestsOn | 'NEVER'>();
  return (document) => {
    let rests = known.get(document);
    if (rests === undefined) {
      rests = new Walk(fields, reach, document).throughAll() ?? 'NEVER';
      known.set(document, rests);
    }
    return rests === 'NEVER' ? undefined : rests;
  };
}

/** The subgraphs whose registers are kept, by name. */
export function registersIn(supergraph: DocumentNode, reach: Reach): ReadonlySet<string> {
  const registers = new Set<string>();
  for (const [coordinate, by] of keptFields(supergraph)) {
    const [type = '', name = ''] = coordinate.split('.');
    const [only, ...others] = reach.field(type, name)?.by ?? [];
    // What several answer, keys and pages, stands beside what one of them answers alone.
    if (by === 'REGISTER' && only !== undefined && others.length === 0) registers.add(only);
  }
  return registers;
}

/** `Province.nameFr` → what changes it, for each field that may be kept. */
function keptFields(supergraph: DocumentNode): ReadonlyMap<string, KeptBy> {
  const kept = new Map<string, KeptBy>();
  for (const type of objectNodes(supergraph)) {
    for (const field of type.fields ?? []) {
      const by = kinds.find((kind) => kind === keptOf(field));
      if (by && !allowOf(field)) kept.set(`${type.name.value}.${field.name.value}`, by);
    }
  }
  return kept;
}

/** Where a part of an answer comes from: the subgraphs that may give it. Nobody gives the root. */
type From = ReadonlySet<string>;

class Walk {
  private totals: RestsOn['totals'];
  private readonly registers = new Set<string>();
  private readonly fields: ReadonlyMap<string, KeptBy>;
  private readonly reach: Reach;
  private readonly document: DocumentNode;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fragments walked through already, each with where it came from: else they could unfold without end. */
  private readonly walked = new Set<string>();

  constructor(fields: ReadonlyMap<string, KeptBy>, reach: Reach, document: DocumentNode) {
    this.fields = fields;
    this.reach = reach;
    this.document = document;
    this.fragments = fragmentsOf(document);
  }

  throughAll(): RestsOn | undefined {
    const all = this.document.definitions.every(
      (node) =>
        node.kind !== Kind.OPERATION_DEFINITION ||
        (node.operation === OperationTypeNode.QUERY && this.through(node.selectionSet, 'Query', nobody)),
    );
    return all ? { totals: this.totals, registers: this.registers } : undefined;
  }

  /** @returns whether all of it may be kept */
  private through({ selections }: SelectionSetNode, type: string, parent: From): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return this.through(selection.selectionSet, selection.typeCondition?.name.value ?? type, parent);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.spread(selection.name.value, parent);
      const name = selection.name.value;
      if (name === '__typename') return true;
      const from = this.noted(type, name, parent);
      const inside = from && selection.selectionSet;
      if (!inside) return from !== undefined;
      return this.through(inside, this.reach.field(type, name)?.type ?? '', from);
    });
  }

  private spread(name: string, parent: From): boolean {
    const fragment = this.fragments.get(name);
    const way = [name, ...parent].join(' ');
    if (!fragment || this.walked.has(way)) return fragment !== undefined;
    this.walked.add(way);
    return this.through(fragment.selectionSet, fragment.typeCondition.name.value, parent);
  }

  /** Notes what changes a field. @returns where it comes from; undefined when it is not kept */
  private noted(type: string, name: string, parent: From): From | undefined {
    const by = this.fields.get(`${type}.${name}`);
    if (by === undefined) return undefined;
    const answering = this.reach.field(type, name)?.by ?? nobody;
    // The planner leaves a subgraph only for what that one does not answer.
    const near = [...answering].filter((subgraph) => parent.has(subgraph));
    const from = near.length > 0 ? new Set(near) : answering;
    if (by === 'REGISTER') {
      if (from.size === 0) return undefined;
      for (const subgraph of from) this.registers.add(subgraph);
    } else if (by === 'COMPLETE_TO' || (by === 'TOTALS' && this.totals === undefined)) this.totals = by;
    return from;
  }
}

const nobody: From = new Set();
