import {
  buildClientSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Client } from './client.ts';
import { newKey } from './names.ts';

/** A value that each scalar takes; that there is such a thing is not said. */
const samples: Readonly<Record<string, () => unknown>> = {
  ID: newKey,
  UUID: newKey,
  Int: () => 1,
  Boolean: () => false,
  String: () => 'x',
  Text: () => 'نص',
  LongText: () => 'نص',
  Money: () => '1.00',
  Date: () => '2022-05-16',
  DateTime: () => '2022-05-16T00:00:00Z',
  RegionCode: () => '05',
  ProvinceCode: () => '05.301',
  CommuneCode: () => '05.301.01.03',
  WebAddress: () => 'https://example.org/',
};

/** The graph as it tells of itself. */
export async function introspected(client: Client): Promise<GraphQLSchema> {
  return buildClientSchema(await client.ask<IntrospectionQuery>(getIntrospectionQuery()));
}

export const mutationsOf = (schema: GraphQLSchema) =>
  Object.values(schema.getMutationType()?.getFields() ?? {});

/** The least that a mutation's input must hold to be well formed. */
export function sampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type)]));
  }
  const sample = samples[type.name];
  if (!sample) throw new Error(`no sample is known of ${type.name}; add one`);
  return sample();
}
