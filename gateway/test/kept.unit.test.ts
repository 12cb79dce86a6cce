import { join } from 'node:path';
import { parse } from 'graphql';
import { compose } from '../src/composition/compose.ts';
import { readSubgraphs, subgraphOf } from '../src/composition/subgraph.ts';
import { reachOf } from '../src/graph/straight/reach.ts';
import { type FollowedHeads, type Heads, headsAt } from '../src/heads/heads.ts';
import { holds, publicAnswer } from '../src/kept/answer.ts';
import { codingFor } from '../src/kept/coding.ts';
import { keepableBy, type RestsOn, registersIn } from '../src/kept/keepable.ts';
import { rememberKeys } from '../src/kept/remembered.ts';
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

  test('a sweep with each put takes off what is of no use, before half as many are put as stood there', () => {
    const shelf = openShelf<string>(10_000_000);
    for (let i = 0; i < 1_000; i++) shelf.put(`${i}`, i % 10 === 0 ? 'lasting' : 'old', 1_000);
    for (let i = 0; i < 500; i++) {
      // It is the one that the next sweep would look at first.
      if (i === 1) shelf.remove('2');
      shelf.put(`new ${i}`, 'lasting', 1_000);
      shelf.sweep((value) => value === 'old');
    }
    const left = Array.from({ length: 1_000 }, (_, i) => shelf.get(`${i}`)).filter((value) => value);
    expect(left).toEqual(Array.from({ length: 100 }, () => 'lasting'));
    for (let i = 0; i < 1_000; i++) shelf.remove(`${i}`);
    for (let i = 0; i < 500; i++) expect(shelf.remove(`new ${i}`)).toBe(true);
    expect(shelf.bytes()).toBe(0);
  });
});

describe('of the keys that came', () => {
  test('one is told from the others when it comes again', () => {
    const keys = rememberKeys();
    const first = Array.from({ length: 1_000 }, (_, i) => keys.again(`key ${i}`));
    expect(first).not.toContain(true);
    expect(keys.again('key 999')).toBe(true);
    expect(keys.again('key 1000')).toBe(false);
  });

  test('those before the newest few are forgotten', () => {
    const keys = rememberKeys(16);
    for (let i = 0; i < 10_000; i++) keys.again(`key ${i}`);
    const remembered = Array.from({ length: 10_000 }, (_, i) => keys.again(`key ${i}`)).filter(
      (again) => again,
    );
    expect(remembered.length).toBeLessThanOrEqual(16);
  });
});

describe('a kept answer holds', () => {
  const at = (version: string, second: number | null) => ({
    version,
    completeTo: second === null ? null : `2022-07-01T08:00:0${second}.500000Z`,
  });
  const madeAt = 10_000;
  const heads = (
    totals: Heads['totals'],
    { partner, finance }: { partner?: string; finance?: string } = {},
    acquaintance = 1,
  ): FollowedHeads => ({
    totals: { certain: () => totals, acquaintance: () => acquaintance },
    registers: new Map([
      ['partner', { certain: () => partner }],
      ['finance', { certain: () => finance }],
    ]),
  });
  const made = (totals: RestsOn['totals'], head: Heads['totals'] = at('1.7', 4), registers: string[] = []) =>
    publicAnswer({
      key: 'k',
      restsOn: { totals, registers: new Set(registers) },
      head,
      began: headsAt(heads(head, { partner: 'a', finance: 'f' }), madeAt),
      madeAt,
      contentType: 'application/json',
      body: Buffer.from('{}'),
      storable: true,
    });

  test('as long as the version it was computed at is the newest, and that is certain', () => {
    expect(holds(made('TOTALS'), heads(at('1.7', 9)), madeAt + 60_000)).toBe(true);
    expect(holds(made('TOTALS'), heads(at('1.8', 4)), madeAt)).toBe(false);
    expect(holds(made('TOTALS'), heads(undefined), madeAt)).toBe(false);
    expect(holds(made('TOTALS'), heads(at('1.7', 4), {}, 2), madeAt)).toBe(false);
  });

  test('on territory alone, for a minute, since no feed tells of a release of whoever answered', () => {
    expect(holds(made(undefined), heads(at('1.8', 9)), madeAt + 59_999)).toBe(true);
    expect(holds(made(undefined), heads(at('1.8', 9)), madeAt + 60_000)).toBe(false);
    expect(
      holds(made(undefined, undefined, ['partner']), heads(at('1.8', 9), { partner: 'a' }), madeAt + 60_000),
    ).toBe(true);
  });

  test('where it names completeTo, for a second, and while that lies within a second of the newest', () => {
    expect(holds(made('COMPLETE_TO'), heads(at('1.7', 4)), madeAt + 999)).toBe(true);
    expect(holds(made('COMPLETE_TO'), heads(at('1.7', 4)), madeAt + 1_000)).toBe(false);
    // A source that was silent is heard again: what is known leaps within an instant.
    expect(holds(made('COMPLETE_TO'), heads(at('1.7', 5)), madeAt + 1)).toBe(false);
    expect(holds(made('COMPLETE_TO', at('1.7', null)), heads(at('1.7', 4)), madeAt + 1)).toBe(false);
    expect(holds(made('COMPLETE_TO', at('1.7', null)), heads(at('1.7', null)), madeAt + 1)).toBe(true);
  });

  test('while the heads of all the registers it tells of are certain and what they were, whatever becomes of others', () => {
    const ofPartner = made(undefined, undefined, ['partner']);
    expect(holds(ofPartner, heads(undefined, { partner: 'a' }), madeAt + 60_000)).toBe(true);
    expect(holds(ofPartner, heads(at('1.8', 4), { partner: 'a', finance: 'g' }), madeAt)).toBe(true);
    expect(holds(ofPartner, heads(at('1.7', 4), { partner: 'b', finance: 'f' }), madeAt)).toBe(false);
    expect(holds(ofPartner, heads(at('1.7', 4), { finance: 'f' }), madeAt)).toBe(false);
    const ofAll = made('TOTALS', at('1.7', 4), ['partner', 'finance']);
    expect(holds(ofAll, heads(at('1.7', 4), { partner: 'a', finance: 'f' }), madeAt)).toBe(true);
    expect(holds(ofAll, heads(at('1.7', 4), { partner: 'a', finance: 'g' }), madeAt)).toBe(false);
    expect(holds(ofAll, heads(at('1.8', 4), { partner: 'a', finance: 'f' }), madeAt)).toBe(false);
  });
});

describe('what may be kept', () => {
  const composed = compose(readSubgraphs(join(import.meta.dirname, '../..')).subgraphs);
  if ('faults' in composed) throw new Error(composed.faults.join('\n'));
  const { api, supergraphSdl } = composed;
  const supergraph = parse(supergraphSdl);
  const reach = reachOf(supergraph);
  const restsOn = (query: string) => keepableBy(supergraph, reach)(parse(query));

  test.each([
    [undefined, '{ programme { code regions { nameAr provinces { iso communes { population2024 } } } } }'],
    [undefined, '{ programme { __typename targetJobs } }'],
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
  ])('%s changes %s', (totals, query) => {
    expect(restsOn(query)).toEqual({ totals, registers: new Set() });
  });

  test.each([
    [
      ['partner'],
      '{ partners(province: "05.301") { totalCount nodes { id nameAr } pageInfo { hasNextPage } } }',
    ],
    [
      ['partner'],
      '{ province(code: "05.301") { nameAr agreements { edges { node { id province { code } } } } } }',
    ],
    [['partner'], '{ agreements { nodes { currentRevision { lines { worksite { id } } } } } }'],
    [
      ['partner', 'worksite'],
      '{ agreements { nodes { currentRevision { lines { worksite { id nameFr agreements { id } } } } } } }',
    ],
    [['finance'], '{ envelopes { nodes { available commitments { nodes { agreement { id } } } } } }'],
    [
      ['finance', 'partner'],
      '{ envelopes { nodes { commitments { nodes { agreement { id partner { id nameAr } } } } } } }',
    ],
    [
      ['finance', 'partner', 'worksite'],
      '{ worksites { nodes { ...W } } } fragment W on Worksite { agreements { ...A } } fragment A on Agreement { id commitment { amount } reference }',
    ],
    [
      ['partner', 'worksite'],
      '{ agreements { nodes { ...A } } worksites { nodes { agreements { ...A } } } } fragment A on Agreement { id }',
    ],
    [['worksite'], '{ worksites { nodes { basis { agreement { ...A } } } } } fragment A on Agreement { id }'],
  ])('the registers of %j change %s', (registers, query) => {
    expect(restsOn(query)).toEqual({ totals: undefined, registers: new Set(registers) });
  });

  test('an operation on all kinds of things rests on all of them', () => {
    const query =
      '{ programme { totals { completeTo: freshness { completeTo } } } worksites { totalCount } }';
    expect(restsOn(query)).toEqual({ totals: 'COMPLETE_TO', registers: new Set(['worksite']) });
    expect(registersIn(supergraph, reach)).toEqual(new Set(['partner', 'worksite', 'finance']));
  });

  test('fragments that unfold without end are walked through at once', () => {
    const depth = 40;
    const fragments = Array.from(
      { length: depth },
      (_, i) =>
        `fragment F${i} on Partner { agreements { nodes { a: partner { ...F${i + 1} } b: partner { ...F${i + 1} } } } }`,
    );
    const query = `{ partners { nodes { ...F0 } } } ${fragments.join(' ')} fragment F${depth} on Partner { id }`;
    expect(restsOn(query)?.registers).toEqual(new Set(['partner']));
  });

  test('a field that only some may see is never kept, nor what an operator sets, nor what today changes', () => {
    const query = api.getQueryType()?.getFields() ?? {};
    const open = Object.keys(query).filter((name) => restsOn(`{ ${name} { __typename } }`));
    expect(open.sort()).toEqual(
      [
        'agreement',
        'agreements',
        'commune',
        'envelope',
        'envelopes',
        'partner',
        'partners',
        'programme',
      ].concat(['province', 'region', 'worksite', 'worksites']),
    );
    expect(restsOn('{ grantRules { id } }')).toBeUndefined();
    expect(restsOn('{ partners { nodes { id tranches { nodes { overdueDays } } } } }')).toBeUndefined();
    expect(restsOn('mutation { __typename }')).toBeUndefined();
    expect(restsOn('{ __schema { queryType { name } } }')).toBeUndefined();
  });

  test('a field without a word in a type of which all others are kept', () => {
    const sdl = parse(`directive @kept(by: String) on FIELD_DEFINITION
      type Query { kept: Int @kept(by: TOTALS) silent: Int guarded: Int @kept(by: TOTALS) @allow(roles: [MINISTRY]) }`);
    const keepable = keepableBy(sdl, reachOf(sdl));
    expect(keepable(parse('{ kept }'))?.totals).toBe('TOTALS');
    expect(keepable(parse('{ kept silent }'))).toBeUndefined();
    expect(keepable(parse('{ kept guarded }'))).toBeUndefined();
    expect(keepable(parse('{ kept @skip(if: true) silent @skip(if: true) }'))).toBeUndefined();
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
  ['gzip, br;q=0.5', 'gzip'],
  ['identity, gzip;q=0.5, br;q=0.1', 'identity'],
  ['identity;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0.1', 'br'],
])('who accepts %j is given %s', (accepted, coding) => {
  expect(codingFor(accepted)).toBe(coding);
});
