import { until } from '../../test/testkit/until.ts';
import { keyOf } from '../src/kept/asked.ts';
import { rememberKeys } from '../src/kept/remembered.ts';
import { nation, worldThatKeeps } from './world/seen.ts';

describe('the room that answers kept take', () => {
  const { found, headMoves, post, world } = worldThatKeeps();
  /** What all that is kept takes, in bytes. */
  const taken = async () => {
    const metrics = await (await fetch(`${world().address}/metrics`)).text();
    return Number(/awrach_gateway_kept_bytes\{[^}]*\} (\d+)/.exec(metrics)?.[1]);
  };

  test('questions asked once take no place; one asked again does', async () => {
    const before = await taken();
    for (let i = 0; i < 50; i++) await post(`query Once${i} ${nation}`);
    expect(await taken()).toBe(before);
    await found(() => post(`query Once7 ${nation}`));
    expect(await taken()).toBeGreaterThan(before);
  });

  describe('what a change has made unfindable', () => {
    const keep = async (query: string) => {
      await post(query);
      await found(() => post(query));
    };

    test('goes while others are kept', async () => {
      const before = await taken();
      await keep(nation);
      const one = (await taken()) - before;
      for (let i = 0; i < 20; i++) await keep(`query Old${i} ${nation}`);
      expect((await taken()) - before).toBeGreaterThan(20 * one);
      await headMoves('1.8');
      for (let i = 0; i < 20; i++) await keep(`query New${i} ${nation}`);
      expect((await taken()) - before).toBeLessThan(25 * one);
    });

    test('is kept again the first time that it is asked for, though others came since', async () => {
      const common = `query Common ${nation}`;
      const other = makingForgotten(common);
      let version = 7;
      const attempt = async () => {
        await keep(common);
        await post(other);
        await headMoves(`1.${++version}`);
        for (let i = 0; i < 5; i++) await keep(`query New${i} ${nation}`);
        await post(common);
        return post(common);
      };
      await until('it is found the second time', attempt, ({ kept }) => kept);
    });
  });

  test('ten thousand different requests and a large one do not take more than was given', async () => {
    const large = `${nation}${' '.repeat(900_000)}`;
    await post(large);
    expect((await post(large)).kept).toBe(false);
    for (let i = 0; i < 1_500; i += 50) {
      const questions = Array.from({ length: 50 }, (_, n) => ({
        variables: { n: i + n, pad: 'x'.repeat(2_000) },
      }));
      for (const _time of ['first', 'second'])
        await Promise.all(questions.map((variables) => post(nation, {}, variables)));
      expect(await taken()).toBeLessThanOrEqual(1_000_000);
    }
    expect(await taken()).toBeGreaterThan(500_000);
    expect((await post(nation)).status).toBe(200);
  });
});

/** Another question: that it came is remembered where that one was. */
function makingForgotten(query: string): string {
  const keys = rememberKeys();
  const came = (one: string) =>
    keys.again(
      keyOf(
        { method: 'POST', url: '/graphql', headers: { accept: '*/*', 'content-type': 'application/json' } },
        Buffer.from(JSON.stringify({ query: one })),
      ),
    );
  for (let i = 0; ; i++) {
    const other = `query Other${i} ${nation}`;
    came(query);
    came(other);
    if (!came(query)) return other;
  }
}
