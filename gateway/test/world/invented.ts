import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefusalError, type Resolvers, refuseShared } from '@awrach/subgraph';
import { communes, findCommune, findProvince, findRegion, provinces, regions } from '@awrach/territory';
import { type EnumTypeDefinitionNode, Kind, parse, type TypeNode } from 'graphql';
import type { serviceNames } from '../../src/composition/subgraph.ts';
import { fieldsByType, keysByType } from '../../src/composition/types.ts';

export type ServiceName = (typeof serviceNames)[number];

/** What may stand where a value is expected. */
export interface Inventing {
  /** Whether some of what may be null is null. */
  readonly nulls: boolean;
  /** Whether some fields refuse, and some stumble. */
  readonly faults: boolean;
}

/** A service's own schema, as its folder has it. */
export const ownSdlOf = (service: ServiceName): string =>
  readFileSync(join(import.meta.dirname, `../../../services/${service}/schema.graphql`), 'utf8');

/**
 * Resolvers for every field of a service's schema. What they answer is invented, and is the same whenever the same
 * field of the same thing is asked with the same arguments.
 */
export function inventedResolvers(service: ServiceName, inventing: Inventing): Resolvers {
  const own = parse(ownSdlOf(service));
  const entities = new Set(keysByType(own).keys());
  const enums = new Map(
    own.definitions
      .filter((node): node is EnumTypeDefinitionNode => node.kind === Kind.ENUM_TYPE_DEFINITION)
      .map(({ name, values }) => [name.value, (values ?? []).map((value) => value.name.value)]),
  );

  function invented(type: TypeNode, at: string): unknown {
    if (type.kind === Kind.NON_NULL_TYPE) return something(type.type, at);
    return inventing.nulls && chance(`null ${at}`) < 0.12 ? null : something(type, at);
  }

  function something(type: TypeNode, at: string): unknown {
    if (type.kind === Kind.NON_NULL_TYPE) return something(type.type, at);
    if (type.kind === Kind.LIST_TYPE)
      return Array.from({ length: number(at, 4) }, (_, i) => invented(type.type, `${at}.${i}`));
    const name = type.name.value;
    const scalar = inventedScalars[name];
    if (scalar) return scalar(at);
    const values = enums.get(name) ?? sharedEnums[name];
    if (values) return values[number(at, values.length)];
    return entities.has(name) ? { id: uuid(at) } : { at };
  }

  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const [type, fields] of fieldsByType(own)) {
    const answers: Record<string, unknown> = entities.has(type)
      ? { __resolveReference: ({ id }: { id: string }) => ({ id }) }
      : {};
    for (const { name, type: promised } of fields) {
      answers[name.value] = (parent: Placed | undefined, args: object) => {
        if (name.value === 'id' && parent?.id !== undefined) return parent.id;
        const at = `${placeOf(parent)}/${type}.${name.value}${JSON.stringify(args)}`;
        if (inventing.faults) failSometimes(at);
        return invented(promised, at);
      };
    }
    resolvers[type] = answers;
  }
  return resolvers;
}

interface Placed {
  readonly id?: string;
  readonly code?: string;
  readonly at?: string;
}

const placeOf = (parent: Placed | undefined): string => parent?.id ?? parent?.code ?? parent?.at ?? '';

function failSometimes(at: string): void {
  const chosen = chance(`fault ${at}`);
  if (chosen < 0.01) throw new RefusalError(refuseShared('page.size', 'first'));
  if (chosen < 0.02) throw new TypeError('an invented field stumbles');
}

const inventedScalars: Readonly<Record<string, (at: string) => unknown>> = {
  Int: (at) => number(at, 90_000),
  Float: (at) => number(at, 90_000) / 8,
  Boolean: (at) => number(at, 2) === 1,
  String: (at) =>
    `"${['جمعية', 'Coopérative', 'Ligne\nautre', '\u2028 \\u0041'][number(at, 4)]}" ${number(at, 1_000)}`,
  ID: uuid,
  UUID: uuid,
  Money: (at) => `${number(at, 900_000)}.00`,
  Date: (at) => `2022-0${1 + number(at, 9)}-11`,
  DateTime: (at) => `2022-0${1 + number(at, 9)}-11T09:30:00.000000Z`,
  Receipt: (at) => Buffer.from(`[["${number(at, 99)}"]]`).toString('base64url'),
  WebAddress: (at) => `https://example.org/${number(at, 99)}`,
  Text: (at) => `Texte ${number(at, 99)}`,
  LongText: (at) => `Texte\n${number(at, 99)}`,
  RegionCode: (at) => one(regions, at)?.code,
  ProvinceCode: (at) => one(provinces, at)?.code,
  CommuneCode: (at) => one(communes, at)?.code,
  Programme: () => ({ code: 'awrach', nameAr: 'أوراش', nameFr: 'Awrach' }),
  Region: (at) => findRegion(one(regions, at)?.code ?? ''),
  Province: (at) => findProvince(one(provinces, at)?.code ?? ''),
  Commune: (at) => findCommune(one(communes, at)?.code ?? ''),
  PageInfo: (at) => ({
    hasNextPage: number(at, 2) === 1,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: `c${number(at, 9)}`,
  }),
};

const sharedEnums: Readonly<Record<string, readonly string[]>> = {
  Sector: ['DEVELOPMENT_WORKS', 'ENVIRONMENT', 'SERVICES'],
  WorksiteSize: ['SMALL', 'LARGE'],
};

const one = <Thing>(things: readonly Thing[], at: string): Thing | undefined =>
  things[number(at, things.length)];

const number = (at: string, below: number): number => Math.floor(chance(at) * below);

function uuid(at: string): string {
  const digits = [1, 2, 3, 4].map((part) => hash(`${part}${at}`).toString(16).padStart(8, '0')).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const chance = (at: string): number => hash(at) / 2 ** 32;

/** FNV-1a with a last stir, so that texts that differ in little fall far apart. */
function hash(text: string): number {
  let h = 2_166_136_261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619);
  h = Math.imul(h ^ (h >>> 16), 2_246_822_507);
  return (h ^ (h >>> 13)) >>> 0;
}
