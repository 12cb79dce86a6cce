import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { receiptsIn } from '../src/totals/receipts.ts';

const schema = buildSchema(`
  scalar Receipt
  scalar Text
  type Query { totals(including: [Receipt!], note: Text): Int page(filter: Filter): Int one(seen: Receipt): Totals }
  type Totals { jobs(including: [Receipt!]): Int }
  input Filter { including: [Receipt!] and: [Filter!] note: Text within: Within }
  input Within { seen: Receipt inside: Outside }
  input Outside { within: Within }
`);

function found(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const [operation] = document.definitions;
  return receiptsIn(schema, {
    document,
    operation: operation as OperationDefinitionNode /* each text begins with its operation */,
    variables,
  }).sort();
}

describe('receipts are found by their type', () => {
  test.each([
    ['in a list', '{ totals(including: ["a", "b"], note: "c") }', ['a', 'b']],
    ['alone', '{ one(seen: "a") { jobs } }', ['a']],
    ['alone where a list may stand', '{ totals(including: "a") }', ['a']],
    ['deep in the fields', '{ one { jobs(including: ["a"]) } }', ['a']],
    [
      'in input objects',
      '{ page(filter: { note: "x", and: [{ including: ["a"] }, { within: { seen: "b" } }] }) }',
      ['a', 'b'],
    ],
    ['in a fragment', '{ one { ...F } } fragment F on Totals { jobs(including: ["a"]) }', ['a']],
    ['once, however often they stand there', '{ totals(including: ["a", "a"]) }', ['a']],
    ['nowhere', '{ totals(note: "a") }', []],
    ['what is longer than any', `{ one(seen: "${'a'.repeat(4_097)}") }`, []],
  ])('in literals: %s', (_where, text, receipts) => {
    expect(found(text)).toEqual(receipts);
  });

  test.each([
    ['a list', '$v: [Receipt!]', ['a', 'b'], ['a', 'b']],
    ['one where a list may stand', '$v: [Receipt!]', 'a', ['a']],
    ['one', '$v: Receipt', 'a', ['a']],
    [
      'an input object',
      '$v: Filter!',
      { including: ['a'], note: 'x', and: [{ within: { seen: 'b' } }] },
      ['a', 'b'],
    ],
    ['an input that contains itself', '$v: Within', { inside: { within: { seen: 'a' } } }, ['a']],
    ['other text', '$v: Text', 'a', []],
    ['nothing', '$v: [Receipt!]', null, []],
    ['what is no text', '$v: [Receipt!]', [1, {}, null], []],
    ['what is longer than any', '$v: Receipt', 'a'.repeat(4_097), []],
  ])('in variables: %s', (_what, definition, value, receipts) => {
    expect(found(`query (${definition}) { totals }`, { v: value })).toEqual(receipts);
  });

  test('the same document asked again with other variables has other receipts', () => {
    const text = 'query ($v: Receipt) { totals(including: ["a"]) one(seen: $v) { jobs } }';
    expect(found(text, { v: 'b' })).toEqual(['a', 'b']);
    expect(found(text, { v: 'c' })).toEqual(['a', 'c']);
  });
});
