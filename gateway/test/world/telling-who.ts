import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller, Resolvers } from '@awrach/subgraph';
import { type DocumentNode, Kind, type TypeNode } from 'graphql';
import type { serviceNames } from '../../src/composition/subgraph.ts';
import { fieldsByType } from '../../src/composition/types.ts';
import type { TestContext } from './subgraph.ts';

/** A service's own schema, as it stands in its folder. */
export const schemaOf = (service: (typeof serviceNames)[number]): string =>
  readFileSync(join(import.meta.dirname, `../../../services/${service}/schema.graphql`), 'utf8');

const roles: readonly (Caller['role'] | undefined)[] = [undefined, 'province', 'ministry'];

/**
 * Resolvers for every field of a schema that answer with who asks, whatever is asked: the worst that a service could do
 * to a gateway that keeps answers.
 */
export function tellingWho(document: DocumentNode): Resolvers {
  const enums = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[node.name.value, (node.values ?? []).map(({ name }) => name.value)] as const]
        : [],
    ),
  );
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const [type, fields] of fieldsByType(document)) {
    const own: Record<string, unknown> = {};
    for (const field of fields) {
      own[field.name.value] = (_parent: unknown, _args: unknown, { caller }: TestContext) =>
        told(field.type, roles.indexOf(caller?.role), enums);
    }
    resolvers[type] = { ...own, __resolveReference: (reference: object) => reference };
  }
  for (const root of ['Query', 'Mutation']) delete resolvers[root]?.__resolveReference;
  return resolvers;
}

function told(type: TypeNode, who: number, enums: ReadonlyMap<string, string[]>): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return told(type.type, who, enums);
  if (type.kind === Kind.LIST_TYPE) return [told(type.type, who, enums)];
  const name = type.name.value;
  const values = enums.get(name);
  if (values) return values[who % values.length];
  if (name === 'Boolean') return who === 1;
  if (name === 'Int' || name === 'Float') return who;
  if (name === 'Money') return BigInt(who);
  if (name === 'Date') return `2022-01-0${who + 1}`;
  if (name === 'DateTime') return `2022-01-0${who + 1}T00:00:00Z`;
  return texts.has(name) ? `told to ${roles[who] ?? 'nobody'}` : {};
}

const texts = new Set([
  'ID',
  'String',
  'UUID',
  'Receipt',
  'Text',
  'LongText',
  'WebAddress',
  'RegionCode',
  'ProvinceCode',
  'CommuneCode',
]);
