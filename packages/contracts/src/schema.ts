import type { ThingContract } from './contract.ts';
import { dataSchema } from './contract.ts';

/** A JSON Schema as plain data, as far as the contracts use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The schema that readers go by, and that is published: fields that came later and enum values that came later fit it.
 * The values known today stand in `x-extensible-enum`.
 */
export function readerSchema(contract: ThingContract<unknown>): JsonSchema {
  return named(
    contract,
    derive(contract.schema, ({ enum: known, ...rest }) =>
      Array.isArray(known) ? { type: 'string', 'x-extensible-enum': known, ...rest } : rest,
    ),
  );
}

/** The schema that the source goes by: nothing but what is stated, at any depth. */
export function writerSchema(contract: ThingContract<unknown>): JsonSchema {
  return derive(contract.schema, (schema) =>
    schema.properties ? { ...schema, additionalProperties: false } : schema,
  );
}

function named(contract: ThingContract<unknown>, schema: JsonSchema): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: dataSchema(contract),
    title: `${contract.thing}, version 1`,
    ...schema,
  };
}

/** The same schema with `change` done to it and to every schema within, the innermost first. */
function derive(schema: object, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' || keyword === 'patternProperties')
      copy[keyword] = each(value as JsonSchema, change);
    else if (keyword === 'items') copy[keyword] = derive(value as JsonSchema, change);
    else if (keyword === 'anyOf')
      copy[keyword] = (value as JsonSchema[]).map((option) => derive(option, change));
    else copy[keyword] = value;
  }
  return change(copy);
}

/** `properties` maps names to schemas, and a field's name must not be taken for a keyword. */
function each(schemas: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, derive(schema as JsonSchema, change)]),
  );
}
