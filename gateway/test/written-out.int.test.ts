import { limitsOfClients, limitsWrittenOut } from '@awrach/subgraph/gateway';
import { Lexer, Source, TokenKind } from 'graphql';
import { limitsOfSubgraphs } from '../../packages/subgraph/src/http/limits.ts';
import { startWhole, type Whole } from './world/whole.ts';

/** Each of so many fragments leads to the next, three levels deeper with its own braces. */
function deep(fragments: number): string {
  const texts = Array.from({ length: fragments }, (_, i) => {
    const inner = i + 1 < fragments ? `...F${i + 1}` : '__typename';
    return `fragment F${i} on Agreement { commitment { agreement { ${inner} } } }`;
  });
  return `query Asked { agreement(id: "0198f000-0000-7000-8000-000000000001") { ...F0 } } ${texts.join(' ')}`;
}

/** A fragment of so many fields of two services in each of twelve places. */
function wide(fields: number): string {
  const texts = Array.from(
    { length: fields },
    (_, i) =>
      `w${i}: worksites(first: 1) @include(if: $yes) { totalCount } a${i}: agreements(first: 1) { totalCount }`,
  );
  const places = Array.from({ length: 12 }, (_, i) => `p${i}: province(code: "05.301") { ...F }`);
  return `query Asked($yes: Boolean!) { ${places.join(' ')} } fragment F on Province { ${texts.join(' ')} }`;
}

/** Two fragments of so many fields under one condition, which is given to each field, in each of twelve places. */
function conditional(fields: number): string {
  const names = Array.from({ length: fields }, (_, i) => `n${i}: code`).join(' ');
  const both = '...A @include(if: $yes) ...B @include(if: $yes)';
  const places = Array.from({ length: 12 }, (_, i) => `p${i}: province(code: "05.301") { ${both} }`);
  return `query Asked($yes: Boolean!) { ${places.join(' ')} } fragment A on Province { ${names} } fragment B on Province { ${names} }`;
}

/** A second operation in the text makes it the planner's. */
const forThePlanner = (query: string): string => `${query} query Another { __typename }`;

function tokensOf(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count++;
  return count;
}

describe('an operation with its fragments written out', () => {
  let whole: Whole;
  beforeAll(async () => {
    whole = await startWhole({ nulls: false, faults: false });
  });
  afterAll(() => whole.stop());

  async function ask(query: string) {
    const began = performance.now();
    const { status, text } = await whole.post(
      { query: forThePlanner(query), operationName: 'Asked', variables: { yes: true } },
      { 'accept-language': 'en' },
    );
    const { data, errors } = JSON.parse(text);
    return { status, data, errors, ms: performance.now() - began };
  }

  test.each([
    ['as deep as may be', deep(32)],
    ['as long as may be', wide(13)],
    ['as long as may be with its conditions', conditional(15)],
  ])('is taken by every subgraph that it leads to: %s', async (_what, query) => {
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual(expect.any(Object));
    const fetched = Object.values(whole.services).flatMap(({ fetches }) => fetches);
    const longest = Math.max(...fetched.map((fetch) => tokensOf(fetch.query)));
    expect(longest).toBeLessThan(limitsOfSubgraphs.tokens);
  });

  test.each([
    [
      'in a fragment',
      '{ ...I @include(if: $yes) } fragment I on Query { __schema { queryType { name } } ...P }',
    ],
    ['in a part of its own', '{ ... @include(if: $yes) { __schema { queryType { name } } } ...P }'],
  ])('may ask of the graph under a condition, %s', async (_what, query) => {
    const province = 'fragment P on Query { province(code: "05.301") { code } }';
    const { data, errors } = await ask(`query Asked($yes: Boolean!) ${query} ${province}`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, province: { code: '05.301' } });
  });

  test('has few of the ways weighed in which it can be carried out, however many there are', async () => {
    // Territory stands in every subgraph: at each of 24 places there are several ways, and all of them take a minute.
    const place =
      'currentRevision { lines { worksite { commune { province { nameFr totals { jobs } } } } } }';
    const places = Array.from({ length: 24 }, (_, i) => `p${i}: agreements(first: 1) { nodes { ${place} } }`);
    const { data, errors, ms } = await ask(
      `query Asked($yes: Boolean!) { __typename @include(if: $yes) ${places.join(' ')} }`,
    );
    expect(errors).toBeUndefined();
    expect(Object.keys(data)).toHaveLength(25);
    expect(ms).toBeLessThan(5_000);
  });

  test.each([
    ['deeper', deep(33), 'operation.too-deep', limitsWrittenOut.nested],
    ['much deeper', deep(300), 'operation.too-deep', limitsWrittenOut.nested],
    ['longer', wide(15), 'operation.too-long', limitsWrittenOut.tokens],
    ['longer with its conditions', conditional(25), 'operation.too-long', limitsWrittenOut.tokens],
  ])('is refused before it is planned when it is %s', async (_what, query, rule, limit) => {
    expect(tokensOf(query)).toBeLessThan(limitsOfClients.tokens);
    const { errors, ms, status } = await ask(query);
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(`fragments.* ${limit} `) as unknown,
        extensions: { code: 'BAD_USER_INPUT', rule, field: 'query' },
      },
    ]);
    expect(ms).toBeLessThan(1_000);
  });
});
