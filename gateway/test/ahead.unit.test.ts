import type { ApolloGateway } from '@apollo/gateway';
import { carriedOutAhead } from '../src/graph/ahead.ts';

type Executor = ApolloGateway['executor'];

/** Has an operation carried out as Apollo Server does: by the plugin, and by the executor if that gives no response. */
async function answered(execute: Executor) {
  const { executor, listener } = carriedOutAhead(execute);
  const contextValue = {};
  const response = await listener.responseForOperation?.({ contextValue } as never); // all that is read here
  return response?.body ?? executor({ context: contextValue } as never);
}

describe('an operation is carried out once', () => {
  let calls: number;
  const thatGives =
    (result: () => Awaited<ReturnType<Executor>>): Executor =>
    async () => {
      calls++;
      return result();
    };
  beforeEach(() => {
    calls = 0;
  });
  afterEach(() => expect(calls).toBe(1));

  test('and answered, where no errors came of it', async () => {
    const body = { kind: 'single', singleResult: { data: { jobs: 1 } } };
    expect(await answered(thatGives(() => ({ data: { jobs: 1 } })))).toEqual(body);
  });

  test.each([
    ['no data', { data: null }],
    ['errors', { data: { jobs: null }, errors: [] }],
  ])('and left to the server, where %s came of it', async (_what, result) => {
    expect(await answered(thatGives(() => result))).toBe(result);
  });

  test('and its failure left to the server', async () => {
    const failing = thatGives(() => {
      throw new Error('out of order');
    });
    await expect(answered(failing)).rejects.toThrow('out of order');
  });

  test('and not by the server, in any case', async () => {
    const { executor, listener } = carriedOutAhead(thatGives(() => ({ data: {} })));
    await listener.responseForOperation?.({ contextValue: {} } as never);
    await expect(executor({ context: {} } as never)).rejects.toThrow('not carried out ahead');
  });
});
