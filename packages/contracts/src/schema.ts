import { dataSchema, type ThingContract } from './contract.ts';

/** A JSON Schema as plain data, as far as the contracts use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * What our schemas say beside the keywords of JSON Schema. None of it decides whether data fits, so a validator may pass
 * over it (a strict one wants to be told).
 */
export const annotations = ['x-extensible-enum', 'x-unit'];

/**
 * The schema that readers go by, and that is published: fields and enum values that come later fit it. The values
 * known today stand in `x-extensible-enum`. JSON Schema draft-07, which most tools and AsyncAPI read.
 */
export function readerSchema(contract: ThingContract<unknown>): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: dataSchema(contract),
    title: `${contract.thing}, version 1`,
    ...derive(contract.schema, ({ enum: known, ...rest }) =>
      Array.isArray(known) ? { type: 'string', 'x-extensible-enum': known, ...rest } : rest,
    ),
  };
}

/** The schema that the source goes by: nothing but what is stated, at any depth. */
export function writerSchema(contract: ThingContract<unknown>): JsonSchema {
  return derive(contract.schema, (schema) =>
    schema.properties ? { ...schema, additionalProperties: false } : schema,
  );
}

/** The same schema with `change` done to it and to every schema within, the innermost first. */
function derive(schema: object, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' || keyword === 'patternProperties')
      copy[keyword] = deriveEach(value, change);
    else if (keyword === 'items') copy[keyword] = derive(value, change);
    else if (keyword === 'anyOf') copy[keyword] = value.map((option: object) => derive(option, change));
    else copy[keyword] = value;
  }
  return change(copy);
}

/** `properties` maps names to schemas: there a name is no keyword, whatever it is. */
function deriveEach(
  schemas: Record<string, object>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, derive(schema, change)]));
}
