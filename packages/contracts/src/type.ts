import type {
  Static,
  TArray,
  TBoolean,
  TEnum,
  TInteger,
  TNull,
  TObject,
  TOptional,
  TProperties,
  TRecord,
  TSchema,
  TString,
  TUnion,
} from 'typebox';

export type { Static };

/**
 * TypeBox's builders, as many as the contracts need, with TypeBox's types and the same JSON (a test compares them). TypeBox
 * itself would cost each process 300 modules, 175 ms and 22 MB to say this.
 *
 * Each cast adds what TypeBox's types carry for the compiler alone: `~kind`, and the types of what lies within.
 */
export const Type = {
  String: (options: object = {}) => ({ type: 'string', ...options }) as unknown as TString,
  Integer: (options: object = {}) => ({ type: 'integer', ...options }) as unknown as TInteger,
  Boolean: (options: object = {}) => ({ type: 'boolean', ...options }) as unknown as TBoolean,
  Null: () => ({ type: 'null' }) as unknown as TNull,

  Enum: <const Values extends readonly string[]>(values: Values, options: object = {}) =>
    ({ enum: values, ...options }) as unknown as TEnum<[...Values]>,

  Array: <Item extends TSchema>(items: Item, options: object = {}) =>
    ({ type: 'array', items, ...options }) as unknown as TArray<Item>,

  /** A map from any text to text. */
  TextRecord: (options: object = {}) =>
    ({ type: 'object', patternProperties: { '^.*$': { type: 'string' } }, ...options }) as unknown as TRecord<
      '^.*$',
      TString
    >,

  Union: <Options extends TSchema[]>(anyOf: readonly [...Options], options: object = {}) =>
    ({ anyOf, ...options }) as unknown as TUnion<Options>,

  /** Each field is required unless it is made with `Optional`. */
  Object: <Fields extends TProperties>(properties: Fields, options: object = {}) => {
    const required = Object.keys(properties).filter((name) => !optionals.has(properties[name] as object));
    return {
      type: 'object',
      ...(required.length > 0 ? { required } : {}),
      properties,
      ...options,
    } as unknown as TObject<Fields>;
  },

  /** For a field that was added after its thing was first published: older records lack it. */
  Optional: <Schema extends TSchema>(schema: Schema) => {
    const optional = { ...schema } as unknown as TOptional<Schema>;
    optionals.add(optional);
    return optional;
  },
};

const optionals = new WeakSet<object>();
