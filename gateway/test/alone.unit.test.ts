import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { aloneIn } from '../src/graph/straight/alone.ts';
import { type Reach, reachOf } from '../src/graph/straight/reach.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])`;

const towns = `${link}
  type Query { town(code: ID!): Town @shareable  towns: [Town!]  places: [Place!]  any: Thing  mood: Mood  media: [Media!] }
  type Town @key(fields: "code") { code: ID!  name: String! @shareable  size: Int  old: String  area: Int  road: Road  mayor: Person }
  type Road @shareable { length: Int  name: String }
  type Person @key(fields: "id", resolvable: false) { id: ID! }
  interface Place { label: String }
  type Square implements Place { label: String }
  type Thing { square: Square }
  union Media = Square | Thing
  enum Mood { GOOD  SECRET @inaccessible }
  type Mutation { paint: Town }
`;
const people = `${link}
  type Query { town(code: ID!): Town @shareable  people: [Person!] }
  type Town @key(fields: "code") { code: ID!  name: String! @shareable  size: Int @external
    crowd: Int @requires(fields: "size")  old: String @override(from: "towns") }
  type Person @key(fields: "id") { id: ID!  name: String  home: Town  road: Road }
  type Road @shareable { length: Int  name: String }
`;

describe('a query that one subgraph answers alone', () => {
  const reach = reachFor({ towns, people });
  const subgraphFor = (query: string) => aloneIn(reach, parse(query))?.subgraph;

  test.each([
    ['towns', '{ towns { code name size area road { length } } }'],
    ['people', '{ people { name home { code name } road { name } } }'],
    ['towns', '{ towns { mayor { id } } }'],
    ['towns', '{ any { square { label } } }'],
    // Whoever answers all of it; of several, the first in the supergraph.
    ['people', '{ town(code: "a") { name } }'],
    ['towns', '{ town(code: "a") { name area } }'],
    ['people', '{ town(code: "a") { name } people { id } }'],
    [
      'towns',
      'query ($a: Boolean!) { __typename towns @skip(if: $a) { ... @include(if: true) { __typename area } } }',
    ],
    [
      'towns',
      'query One { ...Root } fragment Root on Query { towns { ...Of } } fragment Of on Town { area code }',
    ],
    [
      'towns',
      'query ($a: Boolean!) { towns { ...A ...B } } fragment A on Town { road { name } } fragment B on Town { road { length } code @skip(if: $a) }',
    ],
  ])('goes to %s: %s', (subgraph, query) => {
    expect(subgraphFor(query)).toBe(subgraph);
  });

  test.each([
    ['fields of two subgraphs', '{ towns { area crowd } }'],
    ['another subgraph’s fields of an entity', '{ towns { mayor { name } } }'],
    ['two roots of two subgraphs', '{ towns { code } people { id } }'],
    ['a field that needs another first', '{ people { home { crowd } } }'],
    ['a field that a subgraph only borrows', '{ people { home { size } } }'],
    ['a field that one subgraph took over from another', '{ people { home { old } } }'],
    ['an interface', '{ places { label } }'],
    ['a union', '{ media { ... on Square { label } } }'],
    ['an object seen through its interface', '{ any { square { ... on Place { label } } } }'],
    ['an enum with values that clients may not see', '{ mood }'],
    ['introspection', '{ __schema { queryType { name } } towns { code } }'],
    ['a type asked by name', '{ __type(name: "Town") { name } }'],
    ['the root’s name alone', '{ __typename }'],
    ['a mutation', 'mutation { paint { code } }'],
    ['several operations', 'query A { towns { code } } query B { towns { code } }'],
    ['a directive that is not ours', '{ towns { code @live } }'],
    ['a directive on the operation', 'query @cached { towns { code } }'],
    ['a field that nobody has', '{ towns { taxes } }'],
    ['a fragment that nobody wrote', '{ towns { ...Missing } }'],
    ['a fragment that contains itself', '{ ...Round } fragment Round on Query { towns { code } ...Round }'],
    ['parts that the planner puts together', '{ towns { ... on Town { code } name ... on Town { area } } }'],
    ['the same object twice', '{ towns { road { name } } towns { road { length } } }'],
    [
      'parts of two fragments that the planner puts together',
      'query ($a: Boolean!) { towns { ...A @skip(if: $a) name ...B @skip(if: $a) } } fragment A on Town { code } fragment B on Town { area }',
    ],
    [
      'such parts of an object that two fragments select',
      `query ($a: Boolean!) { towns { ...A ...B } } fragment A on Town { road { ... @skip(if: $a) { name } } }
        fragment B on Town { road { length ... @skip(if: $a) { other: name } } }`,
    ],
    ['what unfolds without end', unfolding(24)],
  ])('leaves to the planner: %s', (_what, query) => {
    expect(subgraphFor(query)).toBeUndefined();
  });

  test('what has conditions in more than a hundred places is left to the planner', () => {
    const roads = (count: number) =>
      Array.from({ length: count }, (_, i) => `r${i}: road { ... @skip(if: $a) { name } }`).join(' ');
    expect(subgraphFor(`query ($a: Boolean!) { towns { ${roads(100)} } }`)).toBeDefined();
    expect(subgraphFor(`query ($a: Boolean!) { towns { ${roads(101)} } }`)).toBeUndefined();
  });

  test('an interface that another subgraph sees as an object is left to the planner', () => {
    const interfaced = reachFor({
      first: `${link}
        type Query { media: [Media!] }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }`,
      second: `${link}
        type Query { reviewed: Media }
        type Media @key(fields: "id") @interfaceObject { id: ID!  stars: Int }`,
    });
    expect(aloneIn(interfaced, parse('{ reviewed { id stars } }'))).toBeUndefined();
  });
});

function reachFor(subgraphs: Readonly<Record<string, string>>): Reach {
  const { errors, supergraphSdl } = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(sdl), url: '' })),
  );
  if (supergraphSdl === undefined) throw new Error(String(errors?.join('\n')));
  return reachOf(parse(supergraphSdl));
}

/** Each fragment spreads the next one twice, under other names. */
function unfolding(depth: number): string {
  const fragments = Array.from(
    { length: depth },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ... @include(if: true) { ...F${i + 1} } }`,
  );
  return `{ ...F0 } ${fragments.join(' ')} fragment F${depth} on Query { towns { code } }`;
}
