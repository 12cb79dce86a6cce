import {
  type Formatter,
  scalars,
  sharedSdl,
  territoryResolvers,
  type WordedRefusal,
} from '@awrach/subgraph/gateway';
import {
  buildASTSchema,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  parse,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { fieldsByType } from '../composition/types.ts';
import type { GraphqlBody } from './body.ts';

/** What a subgraph was to be asked. */
export interface Fetch {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Answers a fetch in place of a subgraph that does not. */
export type StandIn = (fetch: Fetch, refusal: WordedRefusal) => Promise<GraphqlBody>;

type Resolver = (source: unknown, args: Record<string, unknown>) => unknown;

const territory: Readonly<Record<string, Readonly<Record<string, unknown>>>> = territoryResolvers;
const territoryFields = new Map(
  [...fieldsByType(parse(sharedSdl))].map(([type, fields]) => [
    type,
    new Set(fields.map((f) => f.name.value)),
  ]),
);

/**
 * Stands in for any subgraph of a supergraph: territory, which the planner may have asked of whichever subgraph it
 * liked, is answered from the data inside, and every other field with a refusal. So a subgraph that is down costs
 * only its own fields. A value that the subgraph would refuse by its form, such as a code that is none, is refused here too.
 */
export function standIn(supergraphSdl: string, { formatError }: Formatter): StandIn {
  const schema = withScalars(withEntities(supergraphSdl));
  const worded = (error: GraphQLError) =>
    typeof error.extensions.rule === 'string' ? error.toJSON() : formatError(error.toJSON(), error);
  return async ({ query, variables }, refusal) => {
    const document = parse(query);
    // Execution takes a literal that does not fit for one fault of many; only this rule says why it does not.
    const unfit = validate(schema, document, [ValuesOfCorrectTypeRule]);
    if (unfit.length > 0) return { data: null, errors: unfit.map(worded) };
    const { data, errors } = await execute({
      schema,
      document,
      variableValues: variables,
      contextValue: refusal,
      fieldResolver: answer,
      typeResolver: (value: { __typename: string }) => value.__typename,
    });
    return { data: data ?? null, ...(errors ? { errors: errors.map(worded) } : {}) };
  };
}

const answer: GraphQLFieldResolver<unknown, WordedRefusal> = (source, args, refusal, info) => {
  const { fieldName } = info;
  const type = info.parentType.name;
  if (type === 'Query' && fieldName === '_entities') return args.representations.map(referred);
  if (!territoryFields.get(type)?.has(fieldName)) {
    throw new GraphQLError(refusal.message, { extensions: refusal.extensions });
  }
  const resolve = territory[type]?.[fieldName];
  return isResolver(resolve)
    ? resolve(source, args)
    : (source as Record<string, unknown>)[fieldName]; /* a territory's own property */
};

/** What `_entities` was asked for: a part of the territory, or just its own reference. */
function referred(reference: { readonly __typename: string }): unknown {
  const resolve = territory[reference.__typename]?.__resolveReference;
  if (!isResolver(resolve)) return reference;
  const found = resolve(reference, {});
  return found === null
    ? null
    : { ...(found as object), __typename: reference.__typename }; /* our own resolvers give objects */
}

const isResolver = (value: unknown): value is Resolver => typeof value === 'function';

/** A schema made of text knows its scalars by name only. */
function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { parseLiteral, parseValue }] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseLiteral, parseValue });
  }
  return schema;
}

/** The supergraph's schema with what the federation protocol adds to a subgraph's. */
function withEntities(supergraphSdl: string): GraphQLSchema {
  const supergraph = parse(supergraphSdl, { noLocation: true });
  const { definitions } = supergraph;
  const names = Object.values(buildASTSchema(supergraph, { assumeValid: true }).getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && type.name !== 'Query')
    .map((type) => type.name);
  const protocol = parse(
    `scalar _Any
     union _Entity = ${names.join(' | ')}
     extend type Query { _entities(representations: [_Any!]!): [_Entity]! }`,
    { noLocation: true },
  );
  return buildASTSchema(
    { ...supergraph, definitions: [...definitions, ...protocol.definitions] },
    { assumeValid: true },
  );
}
