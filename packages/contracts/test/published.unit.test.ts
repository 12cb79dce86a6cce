import type { JsonSchema } from '@awrach/contracts';
import { breakingDifferences } from '../src/published/differences.ts';
import { compareWithPublished, currentSchemas, publishedSchemas } from '../src/published/schemas.ts';

const field = (properties: Record<string, object>, more: object = {}): JsonSchema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  ...more,
});
const colour = { type: 'string', 'x-extensible-enum': ['RED', 'BLUE'] };

describe('the published schemas', () => {
  test('hold: the contracts have only added to them', () => {
    expect(compareWithPublished()).toEqual([]);
  });

  test('are those of the contracts (else: npm run -w @awrach/contracts publish-schemas)', () => {
    expect(Object.fromEntries(publishedSchemas())).toEqual(
      JSON.parse(JSON.stringify(Object.fromEntries(currentSchemas()))),
    );
  });

  test('lose no thing', () => {
    const current = currentSchemas();
    current.delete('tranche.v1.json');
    expect(compareWithPublished(publishedSchemas(), current)).toEqual([
      'tranche.v1.json: the thing was removed',
    ]);
  });

  test('are compared down to a line of a revision', () => {
    const published = JSON.stringify(Object.fromEntries(publishedSchemas()));
    const former = new Map<string, JsonSchema>(
      Object.entries(JSON.parse(published.replaceAll('"jobs"', '"posts"'))),
    );
    expect(compareWithPublished(former)).toContain(
      'agreement.v1.json: revisions[].lines[].posts: the field was removed',
    );
  });
});

describe('an addition', () => {
  const before = field({ colour, size: { type: 'integer', description: 'How large.' } });

  test.each<[string, JsonSchema]>([
    ['nothing at all', before],
    [
      'a field that is not required',
      { ...before, properties: { ...(before.properties as object), weight: { type: 'integer' } } },
    ],
    [
      'an enum value',
      field({
        ...(before.properties as object),
        colour: { ...colour, 'x-extensible-enum': ['RED', 'BLUE', 'GREEN'] },
      }),
    ],
    [
      'other words',
      field(
        { colour, size: { type: 'integer', description: 'Its size.' } },
        { title: 'New', description: 'New.' },
      ),
    ],
    ['an event', { ...before, 'x-events': ['made', 'broken'] }],
  ])('is %s', (_, now) => {
    expect(
      breakingDifferences({ ...before, 'x-events': ['made'] }, { 'x-events': ['made'], ...now }),
    ).toEqual([]);
  });
});

describe('a break of what was published', () => {
  const before = field({ colour, size: { type: 'integer', minimum: 1 }, code: { type: 'string' } });
  const properties = before.properties as Record<string, object>;
  const { code, ...withoutCode } = properties;
  const withField = (name: string, schema: object) => ({
    ...before,
    properties: { ...properties, [name]: schema },
  });
  const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

  test.each<[string, JsonSchema, string]>([
    ['a field is removed', { ...before, properties: withoutCode }, 'code: the field was removed'],
    [
      'a type changes',
      withField('size', { type: 'string', minimum: 1 }),
      'size: type was "integer" and is "string"',
    ],
    [
      'a value may now be null',
      withField('code', orNull({ type: 'string' })),
      'code: was string and is string or null',
    ],
    [
      'an enum is narrowed',
      withField('colour', { ...colour, 'x-extensible-enum': ['RED'] }),
      'colour: the enum lost BLUE',
    ],
    [
      'free text becomes an enum',
      withField('code', { type: 'string', 'x-extensible-enum': ['A'] }),
      'code: free text became an enum',
    ],
    ['an enum becomes free text', withField('colour', { type: 'string' }), 'colour: the enum lost RED'],
    [
      'a field is newly required',
      { ...field({ ...properties, weight: { type: 'integer' } }) },
      'the data: weight is newly required',
    ],
    [
      'a field is not required any more',
      { ...before, required: ['colour', 'size'] },
      'the data: code is not required any more, so readers cannot rely on it',
    ],
    ['a bound changes', withField('size', { type: 'integer', minimum: 0 }), 'size: minimum was 1 and is 0'],
    [
      'a form is asked for',
      withField('code', { type: 'string', pattern: '^A' }),
      'code: pattern was not stated and is "^A"',
    ],
    [
      'a unit changes',
      withField('size', { type: 'integer', minimum: 1, 'x-unit': 'cm' }),
      'size: x-unit was not stated and is "cm"',
    ],
    [
      'further fields are forbidden',
      { ...before, additionalProperties: false },
      'the data: additionalProperties was not stated and is false',
    ],
  ])('is found when %s', (_, now, difference) => {
    expect(breakingDifferences(before, now)).toContain(difference);
  });

  test('is found in lists, in what may be null, and in texts by name', () => {
    const deep = (inner: object) =>
      field({
        list: { type: 'array', items: field({ inner }) },
        perhaps: orNull(field({ inner })),
        texts: { type: 'object', patternProperties: { '^.*$': inner } },
      });
    expect(breakingDifferences(deep({ type: 'string' }), deep({ type: 'integer' }))).toEqual([
      'list[].inner: type was "string" and is "integer"',
      'perhaps.inner: type was "string" and is "integer"',
      'texts{}: type was "string" and is "integer"',
    ]);
  });

  test('is found when a topic or an event is given up', () => {
    const promised = { ...before, 'x-topics': ['awrach.a.b'], 'x-events': ['made', 'broken'] };
    expect(
      breakingDifferences(promised, { ...before, 'x-topics': ['awrach.a.c'], 'x-events': ['broken'] }),
    ).toEqual(['x-topics: awrach.a.b was removed', 'x-events: made was removed']);
  });
});
