import {
  type ASTNode,
  type GraphQLError,
  isValueNode,
  Kind,
  parse,
  print,
  type Source,
  visit,
} from 'graphql';
import { refuse } from './catalogue.ts';
import type { Refusal } from './refusal.ts';
import { shown } from './shown.ts';

/** The names that lead to a value: of an argument, of fields of its input, and numbers of places in a list. */
type Place = readonly string[];

/** Where in the client's input an error of graphql-js lies, as rules name it: `lines.0.grant`. */
export function fieldAtFault(error: GraphQLError): string | undefined {
  return named(placeOf(error));
}

/** What graphql-js found wrong with the client's input; undefined when it is something else, or not about input. */
export function inputRefusal(error: GraphQLError): Refusal | undefined {
  const said = saidOf(error);
  const place = placeOf(error);
  const under = (name: string) => named([...(place ?? []), name]);

  const unknown = /^Field "(.*)" is not defined by type "\w+"\./s.exec(said)?.[1];
  if (unknown !== undefined) {
    const field = isVariable(error) ? under(unknown) : named(place);
    return refuse('field.unknown', field, { name: shown(unknown) });
  }
  const unknownArgument = /^Unknown argument "(\w+)" on field "/.exec(said)?.[1];
  if (unknownArgument !== undefined)
    return refuse('field.unknown', named(place), { name: shown(unknownArgument) });

  const missing =
    /^Field "(?:\w+\.)?(\w+)" of required type "/.exec(said) ??
    /^Field "\w+" argument "(\w+)" of type ".+" is required/.exec(said);
  if (missing?.[1] !== undefined) return refuse('field.missing', under(missing[1]));
  if (/^Variable "\$\w+" of required type "/.test(said)) return refuse('field.missing', named(place));
  if (/^Argument "\w+" of non-null type ".+" must not be null\.$/.test(said))
    return refuse('value.invalid', named(place), { value: 'null' });

  const value = valueAtFault(error, said);
  return value === undefined ? undefined : refuse('value.invalid', named(place), { value: shown(value) });
}

const isVariable = ({ nodes }: GraphQLError): boolean => nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;

/** What is wrong, without what graphql-js says before it of a variable. */
const saidOf = ({ message, originalError }: GraphQLError): string =>
  originalError && message.endsWith(originalError.message) ? originalError.message : message;

/** What graphql-js says of a variable before it says what is wrong; it tells value and place only in this sentence. */
function variableSentence(error: GraphQLError): RegExpExecArray | null {
  const before = error.message.slice(0, -`; ${saidOf(error)}`.length);
  return /^Variable "\$\w+" got invalid value (.*?)(?: at "\w+((?:\.\w+|\[\d+\])+)")?$/s.exec(before);
}

function valueAtFault(error: GraphQLError, said: string): string | undefined {
  if (isVariable(error)) {
    return / must not be null\.$/.test(said) ? 'null' : variableSentence(error)?.[1];
  }
  const node = error.nodes?.[0];
  return node && isValueNode(node) && node.kind !== Kind.VARIABLE ? print(node) : undefined;
}

function placeOf(error: GraphQLError): Place | undefined {
  const [node] = error.nodes ?? [];
  if (!node?.loc || !error.source) return undefined;
  if (isOfInput(node)) return placeAt(placesIn(error.source).ofNodes.get(node.loc.start));
  if (node.kind !== Kind.VARIABLE_DEFINITION) return undefined;
  // Clients name their variables as they like: what they stand for has the name that counts.
  const variable = node.variable.name.value;
  const inside = variableSentence(error)?.[2]?.match(/\w+/g) ?? [];
  return [...(placeAt(useOf(variable, node.loc.start, placesIn(error.source))) ?? [variable]), ...inside];
}

/** An argument called `input` is all that a mutation has; its name says nothing. */
function named(place: Place | undefined): string | undefined {
  const told = place?.[0] === 'input' && place.length > 1 ? place.slice(1) : place;
  return told?.map((name) => shown(name)).join('.');
}

const isOfInput = (node: ASTNode): boolean =>
  node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD || isValueNode(node);

/** A place by its last name and the one above: places share what leads to them, so a text's take no more than it is long. */
interface Step {
  readonly name: string;
  readonly above: Step | undefined;
}

function placeAt(last: Step | undefined): Place | undefined {
  if (!last) return undefined;
  const names: string[] = [];
  for (let step: Step | undefined = last; step; step = step.above) names.push(step.name);
  return names.reverse();
}

interface Places {
  /** By where a node of the input begins in the text. */
  readonly ofNodes: ReadonlyMap<number, Step>;
  /** The first in the text first. */
  readonly definitions: readonly Definition[];
}

/** An operation, or a fragment, in which variables stand for what they are in the operation that is carried out. */
interface Definition {
  readonly start: number;
  /** Of a fragment; an operation's name leads nowhere. */
  readonly name: string | undefined;
  /** Where it uses variables, by their names; the first where one is used more than once. */
  readonly uses: Map<string, Step>;
  /** The fragments that it names itself. */
  readonly spreads: Set<string>;
}

/** Where the operation that defines a variable at a place of the text uses it, itself or in the fragments that it leads to. */
function useOf(variable: string, definedAt: number, { definitions }: Places): Step | undefined {
  const operation = definitions.findLast(({ start }) => start <= definedAt);
  const fragments = new Map(definitions.map((definition) => [definition.name, definition]));
  const reached = new Set(operation && [operation]);
  for (const { spreads, uses } of reached) {
    const use = uses.get(variable);
    if (use) return use;
    for (const spread of spreads) {
      const fragment = fragments.get(spread);
      if (fragment) reached.add(fragment);
    }
  }
  return undefined;
}

/** A text may be refused for many reasons, each an error of its own. */
const known = new WeakMap<Source, Places>();

/** An error has but the node at fault; the names on the way to it are read from the text again. */
function placesIn(source: Source): Places {
  const before = known.get(source);
  if (before) return before;
  const ofNodes = new Map<number, Step>();
  const definitions: Definition[] = [];
  let last: Step | undefined;
  const nameOf = (node: ASTNode, key: string | number | undefined) => {
    if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return node.name.value;
    return typeof key === 'number' && isValueNode(node) ? String(key) : undefined;
  };
  visit(parse(source), {
    enter(node, key) {
      if (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION)
        definitions.push({
          start: node.loc?.start ?? 0,
          name: node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : undefined,
          uses: new Map(),
          spreads: new Set(),
        });
      const definition = definitions.at(-1);
      if (node.kind === Kind.FRAGMENT_SPREAD) definition?.spreads.add(node.name.value);
      const name = nameOf(node, key);
      if (name !== undefined) last = { name, above: last };
      if (!last || !node.loc || !isOfInput(node)) return;
      if (!ofNodes.has(node.loc.start)) ofNodes.set(node.loc.start, last);
      if (node.kind === Kind.VARIABLE && !definition?.uses.has(node.name.value))
        definition?.uses.set(node.name.value, last);
    },
    leave(node, key) {
      if (nameOf(node, key) !== undefined) last = last?.above;
    },
  });
  const places = { ofNodes, definitions };
  known.set(source, places);
  return places;
}
