import { sharedSdl } from '@awrach/subgraph/gateway';
import { Kind, parse, print, type TypeNode } from 'graphql';
import type { Subgraph } from './subgraph.ts';
import { fieldsByType, innermost, keysByType } from './types.ts';

/** Territory: every subgraph answers it from the data inside, and so does the gateway when one is down. */
const shared = fieldsByType(parse(sharedSdl));

/**
 * A subgraph that is down costs only its own fields. That holds as long as a null of its own can stand where it
 * falls: at the root, in another's entity, and where an entity is named whose fields come from elsewhere.
 * @returns one sentence for each field that would take others' answers with it
 */
export function unbreakable(subgraphs: readonly Subgraph[]): string[] {
  const faults: string[] = [];
  const homes = homesOf(subgraphs);
  for (const { name, typeDefs } of subgraphs) {
    const keys = keysByType(typeDefs);
    for (const [type, fields] of fieldsByType(typeDefs)) {
      for (const field of fields) {
        const at = `${type}.${field.name.value}: ${print(field.type)} (${name})`;
        if (isShared(type, field.name.value) || keys.get(type)?.has(field.name.value)) continue;
        const promised = isPromised(field.type);
        if ((type === 'Query' || type === 'Mutation') && promised) {
          faults.push(`${at} must be nullable: with ${name} down, the whole answer would be null.`);
        } else if (shared.has(type) && promised) {
          faults.push(`${at} must be nullable: ${type} is there without ${name}.`);
        } else if (homes.has(type) && homes.get(type) !== name && promised) {
          faults.push(`${at} must be nullable: ${type} is at home in ${homes.get(type)}.`);
        }
        const names = innermost(field.type);
        const elsewhere = homes.get(names.name);
        if (elsewhere !== undefined && elsewhere !== name && !names.nullable) {
          faults.push(`${at} must let ${names.name} be null: its fields come from ${elsewhere}.`);
        }
      }
    }
  }
  return faults;
}

/**
 * Where each entity is at home: the service that promises most of its fields. Keys do not count; a service
 * that has nothing but the key of an entity only refers to it.
 */
export function homesOf(subgraphs: readonly Subgraph[]): Map<string, string> {
  const best = new Map<string, { home: string; own: number }>();
  for (const { name, typeDefs } of subgraphs) {
    const keys = keysByType(typeDefs);
    for (const [type, fields] of fieldsByType(typeDefs)) {
      if (!keys.has(type) || shared.has(type)) continue;
      const own = fields.filter(
        (field) => !keys.get(type)?.has(field.name.value) && isPromised(field.type),
      ).length;
      if (own > (best.get(type)?.own ?? 0)) best.set(type, { home: name, own });
    }
  }
  return new Map([...best].map(([type, { home }]) => [type, home]));
}

const isPromised = (type: TypeNode): boolean => type.kind === Kind.NON_NULL_TYPE;

const isShared = (type: string, field: string): boolean =>
  shared.get(type)?.some((one) => one.name.value === field) ?? false;
