import { Answer } from '../src/subgraph/connection.ts';
import { isPlainData } from '../src/subgraph/plain-data.ts';
import { sharedReads } from '../src/subgraph/shared-reads.ts';

const answerOf = (text: string) => new Answer(200, {}, Buffer.from(text));
const data = answerOf('{"data":{"jobs":1100}}\n');
const asked = { 'x-request-id': 'request-1', 'accept-language': 'fr', 'awrach-totals-version': '1.7' };

/** A subgraph that answers when it is told to. */
function slowSubgraph() {
  const waiting: ((answer: Answer) => void)[] = [];
  return {
    asks: () => waiting.length,
    ask: () => new Promise<Answer>((resolve) => waiting.push(resolve)),
    answer: (answer: Answer) => {
      for (const tell of waiting) tell(answer);
    },
  };
}

describe('equal reads that are under way at once', () => {
  test('share one answer, whatever the requests are called', async () => {
    const { answer, ask, asks } = slowSubgraph();
    const read = sharedReads();
    const both = [read('{}', asked, ask), read('{}', { ...asked, 'x-request-id': 'request-2' }, ask)];
    expect(asks()).toBe(1);
    answer(data);
    expect(await Promise.all(both)).toEqual([data, data]);
  });

  test.each([
    ['another text', '{"query":"{ programme }"}', {}],
    ['another person', '{}', { authorization: 'Bearer another' }],
    ['another language', '{}', { 'accept-language': 'ar' }],
    ['another version', '{}', { 'awrach-totals-version': '1.8' }],
    ['another freshness', '{}', { 'awrach-complete-to': '2026-01-31T09:30:00.000000Z' }],
  ])('%s is asked by itself', async (_what, json, headers) => {
    const { answer, ask, asks } = slowSubgraph();
    const read = sharedReads();
    const both = [read('{}', asked, ask), read(json, { ...asked, ...headers }, ask)];
    expect(asks()).toBe(2);
    answer(data);
    await Promise.all(both);
  });

  test('whoever comes after the answer asks anew', async () => {
    const read = sharedReads();
    let asks = 0;
    const ask = async () => {
      asks += 1;
      return data;
    };
    await read('{}', asked, ask);
    await read('{}', asked, ask);
    expect(asks).toBe(2);
  });

  test('errors, which name the request that they answer, are nobody else’s', async () => {
    const { answer, ask, asks } = slowSubgraph();
    const read = sharedReads();
    const first = read('{}', asked, ask);
    const second = read('{}', asked, ask);
    answer(answerOf('{"errors":[{"message":"Trop."}],"data":{"jobs":null}}'));
    await first;
    while (asks() < 2) await new Promise((resolve) => setImmediate(resolve));
    answer(data);
    expect(await second).toBe(data);
  });

  test('one that fails fails for all of them, and is forgotten', async () => {
    const read = sharedReads();
    const failing = async () => {
      throw new Error('refused');
    };
    const both = await Promise.allSettled([read('{}', asked, failing), read('{}', asked, failing)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read('{}', asked, async () => data)).toBe(data);
  });
});

describe('an answer passed on in its own bytes', () => {
  test.each([
    '{"data":{"a":1}}',
    '{"data":{"a":{"b":[]}}}\n',
    '{"data":{"a":"\\"errors\\":"}}',
    '{"data":{}}',
  ])('is data alone: %s', (text) => {
    expect(isPlainData(Buffer.from(text))).toBe(true);
  });

  test.each([
    '{"errors":[],"data":{"a":1}}',
    '{"data":{"a":1},"errors":[{"message":"no"}]}',
    '{"data":{"a":1},"extensions":{"trace":{}}}',
    '{"data":null}',
    '{"data":{"a":1',
    '<html>{"data":{}}</html>',
    '',
  ])('is nothing else: %s', (text) => {
    expect(isPlainData(Buffer.from(text))).toBe(false);
  });
});
