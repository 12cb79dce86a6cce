import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../schema.ts';

/** Texts for people; every other keyword decides what data may be, or what it means. */
const texts = new Set(['$schema', 'title', 'description']);

/** Keywords whose value is compared by what lies within. */
const structure = new Set(['properties', 'patternProperties', 'items', 'anyOf', 'required', 'x-extensible-enum']);

/** In the published document of a thing, beside its schema: what may only grow as well. */
const growing = ['x-topics', 'x-events'];

/**
 * What in `current` breaks the promise that `published` gave: within one version there are only additions. One text for each
 * difference, with the field it is about; an empty list when all is well. An addition is a further field that is not required
 * (records from before it lack it), a further enum value, a further event, another wording.
 */
export function breakingDifferences(published: JsonSchema, current: JsonSchema): string[] {
  const lists = growing.flatMap((list) =>
    missing(published[list], current[list]).map((gone) => `${list}: ${gone} was removed`),
  );
  const own = (schema: JsonSchema) =>
    Object.fromEntries(Object.entries(schema).filter(([keyword]) => !growing.includes(keyword)));
  return [...lists, ...compare('', own(published), own(current))];
}

function compare(path: string, before: JsonSchema, now: JsonSchema): string[] {
  const here = path || 'the data';
  const found: string[] = [];

  for (const keyword of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (texts.has(keyword) || structure.has(keyword) || isDeepStrictEqual(before[keyword], now[keyword])) continue;
    found.push(`${here}: ${keyword} was ${say(before[keyword])} and is ${say(now[keyword])}`);
  }

  for (const value of missing(before['x-extensible-enum'], now['x-extensible-enum']))
    found.push(`${here}: the enum lost ${value}`);
  if (!before['x-extensible-enum'] && now['x-extensible-enum']) found.push(`${here}: free text became an enum`);

  for (const name of missing(now.required, before.required)) found.push(`${here}: ${name} is newly required`);
  for (const name of missing(before.required, now.required))
    found.push(`${here}: ${name} is not required any more, so readers cannot rely on it`);

  for (const [name, schema] of Object.entries(schemas(before.properties))) {
    const field = path === '' ? name : `${path}.${name}`;
    const kept = schemas(now.properties)[name];
    if (kept) found.push(...compare(field, schema, kept));
    else found.push(`${field}: the field was removed`);
  }

  found.push(...compareWithin(`${path}[]`, 'items', before.items, now.items));
  for (const pattern of new Set([before, now].flatMap((schema) => Object.keys(schemas(schema.patternProperties)))))
    found.push(
      ...compareWithin(`${path}{}`, pattern, schemas(before.patternProperties)[pattern], schemas(now.patternProperties)[pattern]),
    );

  const [optionsBefore, optionsNow] = [options(before), options(now)];
  if (optionsBefore.length !== optionsNow.length)
    found.push(`${here}: was ${optionsBefore.map(kind).join(' or ')} and is ${optionsNow.map(kind).join(' or ')}`);
  else if (before.anyOf) optionsBefore.forEach((option, i) => found.push(...compare(path, option, optionsNow[i] ?? {})));
  return found;
}

function compareWithin(path: string, keyword: string, before: unknown, now: unknown): string[] {
  if (before === undefined && now === undefined) return [];
  if (before === undefined || now === undefined) return [`${path}: ${keyword} was ${say(before)} and is ${say(now)}`];
  return compare(path, before as JsonSchema, now as JsonSchema); // the keywords it is called with hold schemas
}

/** The choices of a field that may be one of several, such as `null`; of any other, itself. */
const options = (schema: JsonSchema) => (schema.anyOf ?? [schema]) as JsonSchema[];

const schemas = (value: unknown) => (value ?? {}) as Record<string, JsonSchema>;

const missing = (from: unknown, within: unknown) =>
  ((from ?? []) as string[]).filter((value) => !((within ?? []) as string[]).includes(value));

const kind = (schema: JsonSchema) => String(schema.type ?? 'anything');
const say = (value: unknown) => (value === undefined ? 'not stated' : JSON.stringify(value));
