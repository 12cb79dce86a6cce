import type { JsonSchema } from '../schema.ts';

interface Field {
  readonly path: string;
  readonly form: string;
  readonly unit: string;
  readonly meaning: string;
}

/** The fields of a reader's schema as a Markdown table: `revisions[].lines[].jobs` is found in each line of each revision. */
export function fieldTable(schema: JsonSchema): string {
  const rows = fieldsOf(schema, '').map(
    ({ path, form, unit, meaning }) => `| \`${path}\` | ${form} | ${unit} | ${meaning} |`,
  );
  return ['| field | form | unit | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const { value, nullable } = withoutNull(field);
    const form = `${formOf(value)}${nullable ? ', or `null`' : ''}${required.includes(name) ? '' : '; may be missing'}`;
    const within =
      value.type === 'array'
        ? fieldsOf(value.items as JsonSchema, `${path}[].`)
        : fieldsOf(value, `${path}.`);
    return [
      { path, form, unit: String(value['x-unit'] ?? ''), meaning: String(field.description ?? '') },
      ...within,
    ];
  });
}

function withoutNull(field: JsonSchema): { value: JsonSchema; nullable: boolean } {
  const choices = (field.anyOf ?? [field]) as JsonSchema[];
  const value = choices.find((choice) => choice.type !== 'null') ?? field;
  return { value, nullable: choices.length > 1 };
}

function formOf(schema: JsonSchema): string {
  const known = schema['x-extensible-enum'] as string[] | undefined;
  if (known) return `one of ${known.map((value) => `\`${value}\``).join(', ')}`;
  if (schema.type === 'array') return `list of ${schema.minItems ? 'at least one' : 'any number'}`;
  if (schema.patternProperties) return 'texts by name';
  if (schema.type === 'object') return 'object';
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'integer') return `integer${range(schema)}`;
  if (schema.contentEncoding) return `text in ${schema.contentEncoding}`;
  if (schema.format === 'uuid') return 'UUID';
  if (schema['x-unit'] === 'dirhams') return 'decimal text, two decimals';
  return 'text';
}

function range({ minimum, maximum }: JsonSchema): string {
  if (maximum !== undefined) return ` ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` ≥ ${minimum}`;
}
