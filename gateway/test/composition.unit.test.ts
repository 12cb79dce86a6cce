import { buildSchema, parse } from 'graphql';
import { lostAllows } from '../src/composition/allow-kept.ts';
import { compose } from '../src/composition/compose.ts';
import { undescribed } from '../src/composition/described.ts';
import { homesOf, unbreakable } from '../src/composition/nullable.ts';
import { compareWithPublished, publishedText } from '../src/composition/published.ts';
import { unrepeatable } from '../src/composition/repeatable.ts';
import { SchemaUnreadable, type Subgraph, subgraphOf } from '../src/composition/subgraph.ts';
import { sayWhoMay } from '../src/composition/who-may.ts';
import { registerSdl, totalsSdl } from './world/schemas.ts';

const own = (name: string, sdl: string): Subgraph => ({ name, typeDefs: parse(sdl) });

function faultsOf(...subgraphs: Subgraph[]): readonly string[] {
  const composed = compose(subgraphs);
  return 'faults' in composed ? composed.faults : [];
}

describe('composing', () => {
  test('two services make one graph, and each rule says who may', () => {
    const composed = compose([subgraphOf('partner', registerSdl), subgraphOf('totals', totalsSdl)]);
    if ('faults' in composed) throw new Error(composed.faults.join('\n'));
    expect(composed.supergraphSdl).toContain('@allow(roles: [PROVINCE], within: PROVINCE)');
    const mutation = composed.api.getMutationType()?.getFields().enterBody;
    expect(mutation?.description).toBe('Enters a body.\n\nWho may: a province (own province).');
    expect(composed.supergraphSdl).not.toMatch(/127\.0\.0\.1|localhost/);
  });

  test('a schema that cannot be read is told with its file, line and column', () => {
    expect(() => subgraphOf('partner', 'type Query {\n  a: }')).toThrow(SchemaUnreadable);
    expect(() => subgraphOf('partner', 'type Query {\n  a: }')).toThrow(
      'services/partner/schema.graphql:2:6',
    );
  });

  test('an error of composition is one of the faults', () => {
    const [fault] = faultsOf(
      subgraphOf('partner', '"A." type A { "B." b: Int } extend type Query { "A." a: A }'),
      subgraphOf('finance', '"A." type A { "B." b: String } extend type Query { "C." c: A }'),
    );
    expect(fault).toMatch(/A\.b/);
  });

  test('of an entity that several describe, the description of its home is kept', () => {
    const composed = compose([
      subgraphOf(
        'finance',
        `"What finance knows." type Body @key(fields: "id") { "Guest's." id: ID! "Paid." paid: Money }`,
      ),
      subgraphOf('partner', registerSdl),
    ]);
    if ('faults' in composed) throw new Error(composed.faults.join('\n'));
    expect(composed.api.getType('Body')?.description).toBe('A body.');
  });
});

describe('who may', () => {
  const said = (rule: string) =>
    JSON.stringify(sayWhoMay(parse(`type Mutation { "Does it." do: Int ${rule} }`)).definitions[0]);

  test.each([
    ['@allow(roles: [MINISTRY])', 'Who may: the ministry.'],
    [
      '@allow(roles: [PROVINCE, MINISTRY], within: PROVINCE)',
      'Who may: a province (own province), the ministry.',
    ],
    [
      '@allow(roles: [SUPERVISOR, AUDITOR], within: PARTNER)',
      "Who may: a partner's supervisor (own partner), auditors.",
    ],
    ['@allow(roles: [COUNCIL])', "Who may: a province's council."],
  ])('%s is put into words', (rule, words) => {
    expect(said(rule)).toContain(`Does it.\\n\\n${words}`);
  });

  test('a field without a rule keeps its description', () => {
    expect(said('')).not.toContain('Who may');
  });
});

describe('what composition must not lose', () => {
  const rule = '@allow(roles: [PROVINCE, MINISTRY], within: PROVINCE)';

  test('a rule that did not reach the supergraph is named', () => {
    const partner = own('partner', `type Mutation { a: Int ${rule} b: Int ${rule} }`);
    expect(lostAllows([partner], `type Mutation { a: Int ${rule} b: Int }`)).toEqual([
      'Mutation.b: its @allow in partner did not reach the supergraph (there: none).',
    ]);
  });

  test('a rule that says something else there is named', () => {
    const partner = own('partner', `type Mutation { a: Int ${rule} }`);
    expect(lostAllows([partner], 'type Mutation { a: Int @allow(roles: [MINISTRY]) }')).toHaveLength(1);
  });

  test('the same rule in another order is the same rule', () => {
    const partner = own('partner', `type Mutation { a: Int ${rule} }`);
    const there = 'type Mutation { a: Int @allow(within: PROVINCE, roles: [MINISTRY, PROVINCE]) }';
    expect(lostAllows([partner], there)).toEqual([]);
  });
});

describe('every thing of the graph says what it is', () => {
  test('types, fields, arguments, enum values and input fields without a word are named', () => {
    const schema = buildSchema(`
      type Query { a(b: In): A }
      "A." type A { "C." c: E d: S }
      "E." enum E { F "G." G }
      input In { h: Int }
      scalar S
    `);
    expect(undescribed(schema).sort()).toEqual(
      ['A.d', 'E.F', 'In', 'In.h', 'Query.a', 'Query.a(b:)', 'S'].sort(),
    );
  });
});

describe('a subgraph that is down must cost only its own fields', () => {
  const home = own('partner', 'type Body @key(fields: "id") { id: ID! name: String! town: String! }');

  test.each([
    ['a root field', 'type Query { payments: [Int!]! }', /Query\.payments.*the whole answer/],
    ['a mutation', 'type Mutation { pay: Int! }', /Mutation\.pay.*the whole answer/],
    [
      'a field added to the territory',
      'extend type Province { payments: [Int!]! }',
      /Province is there without finance/,
    ],
    [
      "a field added to another's entity",
      'type Body @key(fields: "id") { id: ID! paid: Int! }',
      /Body is at home in partner/,
    ],
    [
      'a reference to an entity from elsewhere',
      'type Payment { to: Body! } type Body @key(fields: "id", resolvable: false) { id: ID! }',
      /must let Body be null/,
    ],
    [
      'a list of such references',
      'type Payment { to: [Body!] } type Body @key(fields: "id", resolvable: false) { id: ID! }',
      /must let Body be null/,
    ],
  ])('%s that may not be null is a fault', (_what, sdl, fault) => {
    expect(unbreakable([home, own('finance', sdl)])).toEqual([expect.stringMatching(fault)]);
  });

  test('territory, keys, and what a service promises of its own things are no faults', () => {
    const finance = own(
      'finance',
      `extend type Query { payments: [Payment!] }
       type Payment @key(fields: "id") { id: ID! province: Province! amount: Int! to: Body }
       type Body @key(fields: "id") { id: ID! paid: Int }
       extend type Province { payments: [Payment!] nameFr: String! }`,
    );
    expect(unbreakable([home, finance])).toEqual([]);
    expect(homesOf([home, finance])).toEqual(
      new Map([
        ['Body', 'partner'],
        ['Payment', 'finance'],
      ]),
    );
  });
});

describe('every mutation can be repeated', () => {
  test.each([
    ['no input', 'a: Int'],
    ['no key', 'a(input: Bare!): Int'],
    ['a second argument', 'a(input: Keyed!, more: Int): Int'],
    ['an input that may be left out', 'a(input: Keyed): Int'],
  ])('one with %s is named', (_what, field) => {
    const schema = buildSchema(
      `type Query { q: Int } type Mutation { ${field} } input Bare { x: Int } input Keyed { idempotencyKey: ID! }`,
    );
    expect(unrepeatable(schema)).toEqual([expect.stringContaining('Mutation.a must take')]);
  });

  test('one with an idempotency key is not', () => {
    const schema = buildSchema(
      'type Query { q: Int } type Mutation { a(input: Keyed!): Int } input Keyed { idempotencyKey: ID! }',
    );
    expect(unrepeatable(schema)).toEqual([]);
  });
});

describe('what was promised to clients', () => {
  const published = publishedText(buildSchema('type Query { a(b: Int): Int c: E } enum E { X Y }'));
  const compared = (sdl: string) => compareWithPublished(published, buildSchema(sdl));

  test('the same graph differs in nothing', async () => {
    expect(await compared('enum E { Y X } type Query { c: E a(b: Int): Int }')).toEqual({
      breaking: [],
      additions: [],
    });
  });

  test('a new field is an addition', async () => {
    const { additions, breaking } = await compared(
      'type Query { a(b: Int): Int c: E d: Int } enum E { X Y }',
    );
    expect(breaking).toEqual([]);
    expect(additions).toHaveLength(1);
  });

  test.each([
    ['a field that is gone', 'type Query { c: E } enum E { X Y }'],
    ['a type that changed', 'type Query { a(b: Int): String c: E } enum E { X Y }'],
    ['an argument that is now needed', 'type Query { a(b: Int!): Int c: E } enum E { X Y }'],
    ['an enum value that is gone', 'type Query { a(b: Int): Int c: E } enum E { X }'],
  ])('%s breaks clients', async (_what, sdl) => {
    expect((await compared(sdl)).breaking).not.toEqual([]);
  });
});
