import { join } from 'node:path';
import { buildSchema, parse } from 'graphql';
import { compose } from '../src/composition/compose.ts';
import { readSubgraphs, subgraphOf } from '../src/composition/subgraph.ts';
import { holds, publicAnswer } from '../src/kept/answer.ts';
import { codingFor } from '../src/kept/coding.ts';
import { keepableBy } from '../src/kept/keepable.ts';
import { openShelf } from '../src/kept/shelf.ts';

describe('the shelf', () => {
  test('never holds more than it was given, and what is taken off is not found', () => {
    const shelf = openShelf<number>(100_000);
    for (let i = 0; i < 10_000; i++) {
      shelf.put(`key ${i}`, i, 1_000);
      expect(shelf.bytes()).toBeLessThanOrEqual(100_000);
    }
    expect(shelf.get('key 1')).toBeUndefined();
    const found = Array.from({ length: 10_000 }, (_, i) => shelf.get(`key ${i}`)).filter(
      (one) => one !== undefined,
    );
    expect(found.length).toBeLessThan(70);
  });

  test('what everybody asks for stays while ten thousand others are asked for once', () => {
    const shelf = openShelf<string>(100_000);
    for (const key of ['nation', 'regions', 'provinces']) shelf.put(key, key, 1_000);
    for (let i = 0; i < 10_000; i++) {
      shelf.put(`once ${i}`, '', 1_000);
      if (i % 10 === 0)
        for (const key of ['nation', 'regions', 'provinces']) expect(shelf.get(key)).toBe(key);
    }
  });

  test('a value put again takes its former place, with its new size', () => {
    const shelf = openShelf<string>(100_000);
    shelf.put('key', 'plain', 1_000);
    const before = shelf.bytes();
    shelf.put('key', 'and compressed', 1_500);
    expect(shelf.bytes()).toBe(before + 500);
    expect(shelf.get('key')).toBe('and compressed');
  });

  test('a value as large as an eighth of it is not taken, and takes away the one it was to replace', () => {
    const shelf = openShelf<string>(100_000);
    shelf.put('key', 'small', 1_000);
    shelf.put('key', 'large', 20_000);
    expect(shelf.get('key')).toBeUndefined();
    expect(shelf.bytes()).toBe(0);
  });
});

describe('a kept answer holds', () => {
  const at = (version: string, second: number | null) => ({
    version,
    completeTo: second === null ? null : `2022-07-01T08:00:0${second}.500000Z`,
  });
  const madeAt = 10_000;
  const made = (by: 'TOTALS' | 'COMPLETE_TO', head = at('1.7', 4)) =>
    publicAnswer({
      key: 'k',
      by,
      head,
      acquaintance: 1,
      madeAt,
      contentType: 'application/json',
      body: '{}',
    });

  test('as long as the version it was computed at is the newest, and that is certain', () => {
    expect(holds(made('TOTALS'), at('1.7', 9), 1, madeAt + 60_000)).toBe(true);
    expect(holds(made('TOTALS'), at('1.8', 4), 1, madeAt)).toBe(false);
    expect(holds(made('TOTALS'), undefined, 1, madeAt)).toBe(false);
    expect(holds(made('TOTALS'), at('1.7', 4), 2, madeAt)).toBe(false);
  });

  test('where it names completeTo, for a second, and while that lies within a second of the newest', () => {
    expect(holds(made('COMPLETE_TO'), at('1.7', 4), 1, madeAt + 999)).toBe(true);
    expect(holds(made('COMPLETE_TO'), at('1.7', 4), 1, madeAt + 1_000)).toBe(false);
    // A source that was silent is heard again: what is known leaps within an instant.
    expect(holds(made('COMPLETE_TO'), at('1.7', 5), 1, madeAt + 1)).toBe(false);
    expect(holds(made('COMPLETE_TO', at('1.7', null)), at('1.7', 4), 1, madeAt + 1)).toBe(false);
    expect(holds(made('COMPLETE_TO', at('1.7', null)), at('1.7', null), 1, madeAt + 1)).toBe(true);
  });
});

describe('what may be kept', () => {
  const composed = compose(readSubgraphs(join(import.meta.dirname, '../..')).subgraphs);
  if ('faults' in composed) throw new Error(composed.faults.join('\n'));
  const { api, supergraphSdl } = composed;
  const keptBy = (query: string) => keepableBy(supergraphSdl)(api, parse(query));

  test.each([
    ['TERRITORY', '{ programme { code regions { nameAr provinces { iso communes { population2024 } } } } }'],
    ['TERRITORY', '{ programme { __typename targetJobs } }'],
    ['TOTALS', '{ programme { totals { jobs } provinces { code totals(edition: 2022) { partners } } } }'],
    [
      'TOTALS',
      '{ commune(code: "05.301.01.01") { ...C } } fragment C on Commune { totals { jobs freshness { version } } }',
    ],
    ['COMPLETE_TO', '{ programme { targetJobs totals { jobs freshness { version completeTo } } } }'],
    [
      'COMPLETE_TO',
      'query A { programme { code } } query B { programme { totals { freshness { completeTo } } } }',
    ],
  ])('%s changes %s', (by, query) => {
    expect(keptBy(query)).toBe(by);
  });

  test('of the graph that is published: a field that only some may see is never kept, nor a register yet', () => {
    const query = api.getQueryType()?.getFields() ?? {};
    expect(Object.keys(query).length).toBeGreaterThan(4);
    for (const name of Object.keys(query)) {
      if (['programme', 'region', 'province', 'commune'].includes(name)) continue;
      expect(keptBy(`{ ${name} { __typename } programme { code } }`)).toBeUndefined();
    }
    expect(keptBy('mutation { __typename }')).toBeUndefined();
    expect(keptBy('{ __schema { queryType { name } } }')).toBeUndefined();
  });

  test('a field without a word in a type of which all others are kept', () => {
    const sdl = `directive @kept(by: String) on FIELD_DEFINITION
      type Query { kept: Int @kept(by: TOTALS) silent: Int guarded: Int @kept(by: TOTALS) @allow(roles: [MINISTRY]) }`;
    const schema = buildSchema('type Query { kept: Int silent: Int guarded: Int }');
    const keepable = keepableBy(sdl);
    expect(keepable(schema, parse('{ kept }'))).toBe('TOTALS');
    expect(keepable(schema, parse('{ kept silent }'))).toBeUndefined();
    expect(keepable(schema, parse('{ kept guarded }'))).toBeUndefined();
    expect(keepable(schema, parse('{ kept @skip(if: true) silent @skip(if: true) }'))).toBeUndefined();
  });

  test('composing refuses what some may see and everybody is given, and what writes', () => {
    const own = `
      extend type Query {
        "One." secret: Int @kept(by: TOTALS) @allow(roles: [MINISTRY])
      }
      type Mutation {
        "Two." write("In." input: WriteInput!): Int @kept(by: TOTALS) @allow(roles: [MINISTRY])
      }
      "Three." input WriteInput { "Four." idempotencyKey: ID! }`;
    const made = compose([subgraphOf('partner', own)]);
    expect('faults' in made && made.faults).toEqual([
      expect.stringContaining('Query.secret in partner has @kept and @allow'),
      expect.stringContaining('Mutation.write in partner has @kept and @allow'),
      expect.stringContaining('Mutation.write in partner writes'),
    ]);
  });
});

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0.000, gzip;q=0', 'identity'],
  ['zstd, *', 'identity'],
])('who accepts %j is given %s', (accepted, coding) => {
  expect(codingFor(accepted)).toBe(coding);
});
