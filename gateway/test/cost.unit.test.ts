import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, Kind, parse, validate } from 'graphql';
import { costOf, mostFields } from '../src/graph/cost.ts';

/** The graph as it is promised to clients. */
const schema = buildSchema(readFileSync(new URL('../published.graphql', import.meta.url), 'utf8'));

function cost(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('there is no operation');
  return costOf(schema, { document, operation, variables });
}

const circling = (pairs: number): string =>
  `{ programme { ${'provinces { region { '.repeat(pairs)} code ${'} }'.repeat(pairs)} } }`;

test('a field counts once, and within a list as often as the list is long', () => {
  expect(cost('{ programme { targetJobs } }')).toBe(2);
  expect(cost('{ programme { regions { code } } }')).toBe(1 + 1 + 12);
  expect(cost('{ programme { provinces { code nameAr region { code } } } }')).toBe(1 + 1 + 75 * 4);
});

test('a page counts as long as it was asked for, by a number or a variable', () => {
  const partners = (first: string) =>
    `{ province(code: "05.301") { partners${first} { nodes { id } totalCount } } }`;
  const counted = (page: number) => 1 + 1 + page * (1 + 1 + 1);
  expect(cost(partners(''))).toBe(counted(50));
  expect(cost(partners('(first: 7)'))).toBe(counted(7));
  const query = `query ($n: Int) ${partners('(first: $n)')}`;
  expect(cost(query, { n: 7 })).toBe(counted(7));
  expect(cost(query)).toBe(counted(50));
  const defaulted = `query ($n: Int = 200) ${partners('(first: $n)')}`;
  expect(cost(defaulted)).toBe(counted(200));
  expect(cost(defaulted, { n: null })).toBe(counted(50));
  expect(cost(query, { n: -1 })).toBe(counted(200));
  expect(cost(query, { n: 1e9 })).toBe(counted(200));
});

test('fragments count wherever they are spread, however they are woven into each other', () => {
  const doubled = Array.from(
    { length: 40 },
    (_, i) => `fragment f${i} on Programme { ...f${i + 1} ...f${i + 1} }`,
  );
  const query = `{ programme { ...f0 } } ${doubled.join(' ')} fragment f40 on Programme { code }`;
  expect(cost(query)).toBe(1 + 2 ** 40);
});

test('what a ministry’s dashboard asks, and a page of every commune’s figures, stay well below the limit', () => {
  const everyCommune =
    '{ programme { provinces { code communes { code nameAr totals { jobs worksites placements } } } } }';
  expect(cost(everyCommune)).toBeLessThan(mostFields / 2);
});

test('a series counts as long as one may be', () => {
  const series = 'series(measure: JOBS, by: DAY, from: "2022-01-01", until: "2022-12-31") { count }';
  expect(cost(`{ programme { ${series} } }`)).toBe(1 + 1 + 400);
  expect(cost(`{ programme { provinces { communes { ${series} } } } }`)).toBeGreaterThan(mostFields);
});

test('the past of a commune counts as that of a province', () => {
  const past = (by: string) =>
    `${by} { series(measure: JOBS, by: DAY, from: "2022-01-01", until: "2022-12-31") { count }
      year: totals(asOf: "2022-12-31T00:00:00Z") { jobs worksites } totals { jobs } }`;
  const [commune, province] = [past('commune(code: "05.301.01.01")'), past('province(code: "05.301")')];
  expect(cost(`{ ${commune} }`)).toBe(1 + (1 + 400) + 3 + 2);
  expect(cost(`{ ${province} }`)).toBe(cost(`{ ${commune} }`));
});

test('the graph itself can be asked for once, as tools do, and not a hundred times at once', () => {
  expect(cost(getIntrospectionQuery())).toBeLessThan(mostFields);
  const types = (i: number) =>
    `t${i}: __schema { types { name fields { name args { name } type { name } } } }`;
  expect(cost(`{ ${Array.from({ length: 100 }, (_, i) => types(i)).join(' ')} }`)).toBeGreaterThan(
    mostFields,
  );
});

test.each([4, 5, 12])('going round %d times from provinces to regions costs too much', (pairs) => {
  expect(cost(circling(pairs))).toBeGreaterThan(mostFields);
});
